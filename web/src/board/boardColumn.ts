import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { pipelineStep, type LeadStatus } from '#domain/leadStatus';
import type { Lead } from '../leads/leads';
import { OUTCOME_NAMES } from '../shared/displayNames';
import { formatNumber } from '../shared/format';
import { renderLoading } from '../shared/states';
import { View } from '../shared/view';
import type { ClosedCounts } from './boardData';
import { whenDragging } from '../shared/dragging';
import './leadCard';

/**
 * A column of the board: the leads with one status. Leads can be dropped into it.
 *
 * @fires more - Somebody wants to see more leads of the column.
 * @fires toggle - Somebody opens or folds the column. Only the column of the closed leads folds.
 */
@customElement('board-column')
export class BoardColumn extends View {
  @property({ attribute: false }) status: LeadStatus = 'Cerrado';
  /** Null until they are loaded. */
  @property({ attribute: false }) leads: readonly Lead[] | null = null;
  @property({ attribute: false }) count: number | null = null;
  @property({ type: Boolean }) hasMore = false;
  @property({ type: Boolean }) isCollapsed = false;
  /** How many leads were closed with each outcome. Undefined for the columns of open leads. */
  @property({ attribute: false }) closed: ClosedCounts | null | undefined = undefined;
  /** The ids of leads whose move the server has not confirmed. */
  @property({ attribute: false }) moving: ReadonlySet<string> = new Set();
  /** Whether the lead that is dragged may be dropped here. Null while none is. */
  @property({ attribute: false }) acceptsDragged: boolean | null = null;
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
    this.classList.toggle('collapsed', this.isCollapsed);
    this.classList.toggle('open', this.acceptsDragged === true);
    this.classList.toggle('barred', this.acceptsDragged === false);
    this.endObserver.disconnect();
    if (this.moreButton !== null) this.endObserver.observe(this.moreButton);
  }

  override render() {
    const { status, count } = this;
    const step = pipelineStep(status);
    return html`<section aria-labelledby="column-${step}">
      <div class="column-head">
        <h2 id="column-${step}">
          <span class="step-dot step-${step}"></span><span class="grow">${status}</span
          ><span class="count numbers"
            >${count === null ? '·' : formatNumber(count)}<span class="hidden-text">
              ${count === 1 ? 'lead' : 'leads'}</span
            ></span
          >
        </h2>
        ${this.closed === undefined ? nothing : this.renderClosedHead(this.closed)}
      </div>
      ${this.isCollapsed ? nothing : this.renderCards()}
    </section>`;
  }

  private renderClosedHead(closed: ClosedCounts | null) {
    return html`<dl class="outcomes">
        ${(['won', 'lost', 'moved'] as const).map(
          (outcome) =>
            html`<div>
              <dt class="small soft">${OUTCOME_NAMES[outcome]}</dt>
              <dd class="numbers">${closed === null ? '·' : formatNumber(closed[outcome])}</dd>
            </div>`,
        )}
      </dl>
      <button
        class="button"
        aria-expanded=${this.isCollapsed ? 'false' : 'true'}
        @click=${() => this.dispatchEvent(new CustomEvent('toggle'))}
      >
        ${this.isCollapsed ? 'Ver los cerrados' : 'Plegar'}
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

declare global {
  interface HTMLElementTagNameMap {
    'board-column': BoardColumn;
  }
}
