/** The title of the page, and the badge of the installed app: both say how many leads need somebody. */

let text = 'Embudo';
let waiting = 0;

/** Names the page that is shown. */
export function setPageTitle(title: string): void {
  text = title;
  show();
}

/** Says how many leads need somebody: before the page's title, and on the app's badge. */
export function setWaitingCount(count: number): void {
  if (count === waiting) return;
  waiting = count;
  show();
  // Only an installed app has one, and not every browser knows it.
  if ('setAppBadge' in navigator) navigator.setAppBadge(count).catch(() => undefined);
}

function show(): void {
  document.title = waiting === 0 ? text : `(${String(waiting)}) ${text}`;
}
