import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { pipelineStep, type LeadStatus } from '#domain/leadStatus';
import type { Lead } from '../leads/leads';
import { OUTCOME_NAMES } from '../shared/displayNames';
import { formatMoney, formatNumber } from '../shared/format';
import { renderLoading } from '../shared/states';
import { View } from '../shared/view';
import type { ClosedCounts } from './boardData';
import { whenDragging } from '../shared/dragging';
import './leadCard';

/**
 * A column of the board: the leads with one status. Leads can be dropped into it, also while it is folded to a strip.
 *
 * @fires more - Somebody wants to see more leads of the column.
 * @fires toggle - Somebody folds or unfolds the column.
 */
@customElement('board-column')
export class BoardColumn extends View {
  @property({ attribute: false }) status: LeadStatus = 'Cerrado';
  /** Null until they are loaded. */
  @property({ attribute: false }) leads: readonly Lead[] | null = null;
  @property({ attribute: false }) count: number | null = null;
  /** The sum of its offers, in euros. Null if it is not known. */
  @property({ attribute: false }) offered: number | null = null;
  @property({ type: Boolean }) hasMore = false;
  @property({ type: Boolean }) isFolded = false;
  /** Whether people may fold and unfold it. */
  @property({ type: Boolean }) mayFold = false;
  /** How many leads were closed with each outcome. Undefined for the columns of open leads. */
  @property({ attribute: false }) closed: ClosedCounts | null | undefined = undefined;
  /** The ids of leads whose move the server has not confirmed. */
  @property({ attribute: false }) moving: ReadonlySet<string> = new Set();
  /** Whether the lead that is dragged may be dropped here. Null while none is. */
  @property({ attribute: false }) acceptsDragged: boolean | null = null;
  /** Why the lead that is dragged may not be dropped here. Null if it may, or none is. */
  @property({ attribute: false }) whyBarred: string | null = null;
  @state() private isOver = false;
  @query('.more') private moreButton!: HTMLButtonElement | null;
  /** Asks for more leads as soon as somebody scrolls to the end of the column. */
  private readonly endObserver = new IntersectionObserver((seen) => {
    if (seen.some(({ isIntersecting }) => isIntersecting)) this.askForMore();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    const setOver = (isOver: boolean) => (): void => {
      this.isOver = isOver;
    };
    this.addCleanup(
      whenDragging(({ dropTargetForElements }) =>
        dropTargetForElements({
          element: this,
          canDrop: () => this.acceptsDragged === true,
          getData: () => ({ status: this.status }),
          onDragEnter: setOver(true),
          onDragLeave: setOver(false),
          onDrop: setOver(false),
        }),
      ),
    );
  }

  override updated(): void {
    this.classList.toggle('over', this.isOver);
    this.classList.toggle('folded', this.isFolded);
    this.classList.toggle('open', this.acceptsDragged === true);
    this.classList.toggle('barred', this.acceptsDragged === false);
    this.endObserver.disconnect();
    if (this.moreButton !== null) this.endObserver.observe(this.moreButton);
  }

  override render() {
    const { status, count } = this;
    const step = pipelineStep(status);
    const { closed, isFolded, offered, whyBarred } = this;
    return html`<section aria-labelledby="column-${step}" tabindex="-1">
      <div class="column-head">
        <h2 id="column-${step}">
          <span class="step-dot step-${step}"></span><span class="grow">${status}</span
          ><span class="count numbers"
            >${count === null ? '·' : formatNumber(count)}<span class="hidden-text">
              ${count === 1 ? 'lead' : 'leads'}</span
            ></span
          >
        </h2>
        ${this.mayFold ? this.renderFoldButton() : nothing}
        ${isFolded || offered === null || offered === 0 ? nothing : renderOffered(offered)}
        ${closed === undefined || isFolded ? nothing : renderOutcomes(closed)}
        ${whyBarred === null ? nothing : html`<p class="why-barred">${whyBarred}</p>`}
      </div>
      ${isFolded ? nothing : this.renderCards()}
    </section>`;
  }

  private renderFoldButton() {
    const { status, isFolded } = this;
    const unfold = status === 'Cerrado' ? 'Ver los cerrados' : `Desplegar ${status}`;
    return html`<button
      class="fold"
      aria-expanded=${isFolded ? 'false' : 'true'}
      aria-label=${isFolded ? unfold : `Plegar ${status}`}
      title=${isFolded ? unfold : 'Plegar'}
      @click=${() => this.dispatchEvent(new CustomEvent('toggle'))}
    >
      ${isFolded ? '›' : '‹'}
    </button>`;
  }

  private askForMore(): void {
    this.dispatchEvent(new CustomEvent('more'));
  }

  private renderCards() {
    const { leads } = this;
    if (leads === null) return renderLoading(3, 'card');
    return html`<ul class="cards">
        ${repeat(
          leads,
          ({ id }) => id,
          (lead) =>
            html`<li>
              <lead-card
                data-lead=${lead.id}
                .lead=${lead}
                ?isMoving=${this.moving.has(lead.id)}
              ></lead-card>
            </li>`,
        )}
      </ul>
      ${leads.length === 0 ? html`<p class="none">Ninguno</p>` : nothing}
      ${
        this.hasMore
          ? html`<button class="button more" @click=${this.askForMore}>
              Ver más<span class="hidden-text"> de ${this.status}</span>
            </button>`
          : nothing
      }`;
  }
}

function renderOffered(sum: number) {
  return html`<p class="offered soft small numbers">${formatMoney(sum)} en ofertas</p>`;
}

/** How many leads were closed with each outcome. */
function renderOutcomes(closed: ClosedCounts | null) {
  return html`<dl class="outcomes">
    ${(['won', 'lost', 'moved'] as const).map(
      (outcome) =>
        html`<div>
          <dt class="small soft">${OUTCOME_NAMES[outcome]}</dt>
          <dd class="numbers">${closed === null ? '·' : formatNumber(closed[outcome])}</dd>
        </div>`,
    )}
  </dl>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'board-column': BoardColumn;
  }
}
