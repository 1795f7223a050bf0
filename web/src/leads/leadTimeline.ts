import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { watchHistory } from '#client/history';
import type { RecordedEntry } from '#domain/documents/history';
import { pipelineStep } from '#domain/leadStatus';
import { formatDuration, formatMoment } from '../shared/format';
import { client } from '../shared/client';
import { names } from '../shared/names';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';

const PAGE_SIZE = 30;

/** The history of a lead, the newest entry first. */
@customElement('lead-timeline')
export class LeadTimeline extends View {
  @property() leadId = '';
  private maxEntries = PAGE_SIZE;
  private readonly entries = new Subscription<RecordedEntry[]>(this, (onChange, onError) =>
    watchHistory(client, this.leadId, this.maxEntries, onChange, onError),
  );

  override render() {
    return html`<section class="stack tight">
      <h3>Historial</h3>
      ${this.entries.render({
        lines: 3,
        failure: 'No se ha podido leer el historial.',
        show: (entries) => this.renderEntries(entries),
      })}
    </section>`;
  }

  private renderEntries(entries: readonly RecordedEntry[]) {
    const oldest = entries.at(-1);
    const hasMore = oldest !== undefined && oldest.seq > 1 && entries.length >= this.maxEntries;
    return html`<ol class="timeline">
        ${entries.map((entry, n) => renderEntry(entry, entries[n - 1]))}
      </ol>
      ${hasMore ? html`<button class="button" @click=${this.showMore}>Ver más</button>` : nothing}`;
  }

  private showMore(): void {
    this.maxEntries += PAGE_SIZE;
    this.entries.restart(
      (onChange, onError) => watchHistory(client, this.leadId, this.maxEntries, onChange, onError),
      { keepsData: true },
    );
  }
}

/** `after` is the next entry. It says how long the lead stayed in this one's status. */
function renderEntry(
  { to, effectiveAt, reason, actor, source }: RecordedEntry,
  after: RecordedEntry | undefined,
) {
  const stayed = after?.secondsInPrevious;
  return html`<li>
    <span class="step-dot step-${pipelineStep(to)}"></span>
    <div class="grow">
      <strong>${to}</strong>
      <p class="break">${reason}</p>
      <p class="soft small break">
        ${formatMoment(effectiveAt)} ·
        ${nameActor(actor)}${stayed == null ? '' : ` · duró ${formatDuration(stayed)}`}
        ${
          source.collection === 'appointments' && source.id !== ''
            ? html` ·
                <a href="/calendario/visita/${encodeURIComponent(source.id)}">ver la cita</a>`
            : nothing
        }
      </p>
    </div>
  </li>`;
}

function nameActor({ type, id }: RecordedEntry['actor']): string {
  if (type === 'user' && id !== null) return names.agent(id);
  return type === 'console' ? 'Consola' : 'Embudo';
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-timeline': LeadTimeline;
  }
}
