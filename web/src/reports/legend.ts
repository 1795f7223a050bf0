import { html } from 'lit';
import { formatPercent } from '../shared/format';

/** Renders what a part of a stacked bar is, its number, and its share of the whole. */
export function renderLegend(kind: string, text: string, number: unknown, share: number) {
  return html`<div>
    <dt>
      <svg width="12" height="12" aria-hidden="true">
        <rect class=${kind} width="12" height="12" rx="3"></rect></svg
      >${text}
    </dt>
    <dd class="numbers">
      ${number}
      <span class="soft small">${formatPercent(share)}</span>
    </dd>
  </div>`;
}
