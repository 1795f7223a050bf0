import { html, svg } from 'lit';

/** Renders a bar of a chart, as long as its share of the longest. Its value is written beside it. */
export function renderBar(share: number, kind: string) {
  const width = Math.max(share > 0 ? 0.8 : 0, Math.min(100, share * 100));
  return html`<svg class="bar" width="100%" height="14" aria-hidden="true">
    <rect class="ground" width="100%" height="14" rx="4"></rect>
    <rect class=${kind} width="${width.toFixed(2)}%" height="14" rx="4"></rect>
  </svg>`;
}

export interface Part {
  kind: string;
  value: number;
}

/** Renders the parts of a whole, side by side. */
export function renderStackedBar(all: readonly Part[]) {
  const total = all.reduce((sum, { value }) => sum + value, 0);
  let from = 0;
  return html`<svg class="parts" width="100%" height="26" aria-hidden="true">
    <rect class="ground" width="100%" height="26"></rect>
    ${all.map(({ kind, value }) => {
      const [x, width] = [from, total === 0 ? 0 : (value / total) * 100];
      from += width;
      return svg`<rect class=${kind} x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="26"></rect>`;
    })}
  </svg>`;
}
