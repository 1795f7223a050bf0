import { html } from 'lit';
import { formatNumber } from '../shared/format';
import { loadPart } from '../shared/loadPart';
import type { Explained } from './explained';

/** What a button shows and counts: by default the number, of leads. */
interface Shown {
  text?: string;
  counts?: 'leads' | 'citas' | 'tiempo';
}

/** Renders a number that explains itself, and lists the cases behind it, when somebody presses it. */
export function renderExplained(
  value: number,
  explain: () => Explained,
  { text = formatNumber(value), counts = 'leads' }: Shown = {},
) {
  if (value === 0) return text;
  return html`<button
    type="button"
    class="explained"
    title="Qué cuenta, y qué ${counts === 'citas' ? 'citas' : 'leads'} son"
    @click=${() => void show(explain())}
  >
    ${text}<span class="hidden-text">${counts === 'tiempo' ? '' : ` ${counts}`}: qué cuenta</span>
  </button>`;
}

async function show(explained: Explained): Promise<void> {
  await (await loadPart(() => import('./casesDialog')))?.explainNumber(explained);
}
