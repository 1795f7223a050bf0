import { Html } from './html';

/** The style of the page: light and dark, for phones, desktops and paper. */
export const STYLE = new Html(`
:root {
  color-scheme: light dark;
  --page: #f4f3f0; --card: #fdfdfc; --ink: #1b1b1a; --soft: #5d5c58; --line: #dedcd6; --track: #ecebe7;
  --main: #2a78d6; --pale: #a9cbf2;
  --begun: #2a78d6; --visited: #6a57c9; --offered: #d99200; --won: #12833b; --lost: #d8443f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121211; --card: #1c1c1b; --ink: #f1f0ec; --soft: #a9a7a0; --line: #383733; --track: #2b2a28;
    --main: #4b94ea; --pale: #264d7d;
    --begun: #4b94ea; --visited: #a396f2; --offered: #d9a02c; --won: #3fae66; --lost: #ec6a63;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 24px 16px 48px; max-width: 880px; background: var(--page); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  font-variant-numeric: tabular-nums;
}
h1 { margin: 0; font-size: 26px; letter-spacing: -0.01em; }
h2 { margin: 0; font-size: 17px; }
header p { margin: 4px 0 20px; color: var(--soft); overflow-wrap: anywhere; }
.says { margin: 2px 0 14px; color: var(--soft); font-size: 13.5px; }
section, .tile {
  background: var(--card); border: 1px solid var(--line); border-radius: 12px; break-inside: avoid;
}
section { padding: 18px; margin-top: 14px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 10px; margin: 0; }
.tile { padding: 12px 14px; }
.tile dt { color: var(--soft); font-size: 13px; }
.tile dd { margin: 2px 0 0; font-size: 26px; font-weight: 650; line-height: 1.2; }
.tile small { display: block; font-weight: 400; }
small { color: var(--soft); font-size: 12.5px; }
.bars { list-style: none; margin: 0; padding: 0; display: grid; gap: 12px; }
.bars li { display: grid; grid-template-columns: 1fr auto; gap: 3px 12px; align-items: baseline; }
.bars .name { overflow-wrap: anywhere; min-width: 0; }
.bars .value { font-weight: 600; white-space: nowrap; }
.bars small { grid-column: 1 / -1; }
.bars .none { color: var(--soft); }
.bars .none .value { font-weight: 400; }
.track {
  grid-column: 1 / -1; display: grid; height: 12px; border-radius: 4px; background: var(--track); overflow: hidden;
}
.bar { grid-area: 1 / 1; height: 100%; border-radius: 0 4px 4px 0; background: var(--main); }
.bar.pale { background: var(--pale); }
.lost .bar { background: var(--lost); }
.legend { margin: 0 0 12px; color: var(--soft); font-size: 13px; }
.legend span { white-space: nowrap; margin-right: 10px; }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
.legend .main { background: var(--main); } .legend .pale { background: var(--pale); }
.legend .begun { background: var(--begun); } .legend .visited { background: var(--visited); }
.legend .offered { background: var(--offered); } .legend .won { background: var(--won); }
.legend .lost { background: var(--lost); }
rect.begun { fill: var(--begun); } rect.visited { fill: var(--visited); }
rect.offered { fill: var(--offered); } rect.won { fill: var(--won); } rect.lost { fill: var(--lost); }
.wide { overflow-x: auto; }
.newest { direction: rtl; margin-bottom: 12px; }
.newest svg { direction: ltr; display: block; margin-right: auto; }
svg line { stroke: var(--line); }
svg text { fill: var(--soft); font-size: 12px; text-anchor: middle; }
svg .tick { text-anchor: start; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { padding: 6px 8px; text-align: right; border-top: 1px solid var(--line); white-space: nowrap; }
thead th { border-top: 0; color: var(--soft); font-weight: 500; font-size: 13px; }
th:first-child {
  position: sticky; left: 0; background: var(--card); text-align: left; padding-left: 0;
  white-space: normal; overflow-wrap: anywhere; min-width: 84px;
}
tbody th { font-weight: 500; }
tbody th.part { padding-left: 14px; font-weight: 400; }
footer { margin-top: 24px; color: var(--soft); font-size: 13px; }
footer h2 { font-size: 14px; }
footer ul { margin: 6px 0 0; padding-left: 18px; }
footer li { margin-top: 4px; }
@media (max-width: 699px) {
  table { font-size: 13px; }
  thead th { font-size: 12px; }
  th, td { padding: 6px 4px; }
}
@media (min-width: 700px) {
  .bars li { grid-template-columns: 225px 1fr 200px; gap: 2px 14px; align-items: center; }
  .bars .track { grid-column: 2; grid-row: 1; height: 16px; }
  .bars .value { grid-column: 3; grid-row: 1; text-align: right; }
  .bars small { grid-column: 2 / -1; }
}
@media print {
  body { padding: 0; }
  .bar, .legend i, rect { print-color-adjust: exact; }
}
`);
