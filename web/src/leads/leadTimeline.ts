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

/** Somebody wants to see the enquiry that a history entry is about. */
export class EnquiryRevealEvent extends CustomEvent<{ id: string }> {
  static readonly type = 'enquiry-reveal';

  constructor(id: string) {
    super(EnquiryRevealEvent.type, { detail: { id } });
  }
}

/**
 * The history of a lead, the newest entry first.
 *
 * @fires enquiry-reveal - Somebody wants to see an enquiry ({@link EnquiryRevealEvent}).
 */
@customElement('lead-timeline')
export class LeadTimeline extends View {
  @property() leadId = '';
  /** The ids of the enquiries that are shown beside the history. */
  @property({ attribute: false }) enquiries: ReadonlySet<string> = new Set();
  /** The offers of visits, by the visits' ids, in words. */
  @property({ attribute: false }) offers: ReadonlyMap<string, string> = new Map();
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
        ${entries.map((entry, n) => this.renderEntry(entry, entries[n - 1]))}
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

  /** `after` is the next entry. It says how long the lead stayed in this one's status. */
  private renderEntry(
    { to, effectiveAt, reason, actor, source, cause }: RecordedEntry,
    after: RecordedEntry | undefined,
  ) {
    const stayed = after?.secondsInPrevious;
    const offer = cause === 'visit.offer_made' ? this.offers.get(source.id) : undefined;
    return html`<li>
      <span class="step-dot step-${pipelineStep(to)}"></span>
      <div class="grow">
        <strong>${to}</strong>
        <p class="break">${reason}</p>
        ${offer === undefined ? nothing : html`<p class="numbers">Ofrece ${offer}</p>`}
        <p class="soft small break">
          ${formatMoment(effectiveAt)} ·
          ${nameActor(actor)}${stayed == null ? '' : ` · duró ${formatDuration(stayed)}`}
          ${this.renderSource(source)}
        </p>
      </div>
    </li>`;
  }

  /** The way to what a change came from, if there is one. */
  private renderSource({ collection, id }: RecordedEntry['source']) {
    if (collection === 'appointments' && id !== '') {
      return html` ·
        <a href="/calendario/visita/${encodeURIComponent(id)}">ver la cita</a>`;
    }
    if (collection !== 'enquiries' || !this.enquiries.has(id)) return nothing;
    return html` ·
      <button
        type="button"
        class="as-link"
        @click=${() => this.dispatchEvent(new EnquiryRevealEvent(id))}
      >
        ver la consulta
      </button>`;
  }
}

function nameActor({ type, id }: RecordedEntry['actor']): string {
  if (type === 'user' && id !== null) return names.agent(id);
  return type === 'console' ? 'Consola' : 'Embudo';
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-timeline': LeadTimeline;
  }
  interface HTMLElementEventMap {
    'enquiry-reveal': EnquiryRevealEvent;
  }
}
