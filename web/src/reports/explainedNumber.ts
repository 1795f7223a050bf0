import { html } from 'lit';
import { formatNumber } from '../shared/format';
import { loadPart } from '../shared/loadPart';
import type { Explained } from './casesDialog';

/** Renders a number that explains itself, and lists the leads behind it, when somebody presses it. */
export function renderExplained(value: number, explain: () => Explained) {
  if (value === 0) return formatNumber(value);
  return html`<button
    type="button"
    class="explained"
    title="Qué cuenta, y qué leads son"
    @click=${() => void show(explain())}
  >
    ${formatNumber(value)}<span class="hidden-text"> leads: qué cuenta</span>
  </button>`;
}

async function show(explained: Explained): Promise<void> {
  await (await loadPart(() => import('./casesDialog')))?.explainNumber(explained);
}
