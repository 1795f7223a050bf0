import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { pipelineStep, type LeadStatus } from '#domain/leadStatus';
import type { Lead } from '../data/leads';
import { renderLoading } from './states';
import { View } from './view';
import { formatNumber } from './format';

/** A column of the board. Leads can be dropped into it. */
@customElement('board-column')
export class BoardColumn extends View {
  @property({ attribute: false }) status: LeadStatus = 'Cerrado';
  @property({ attribute: false }) leads: readonly Lead[] | null = null;
  @property({ attribute: false }) count: number | null = null;
  @property({ type: Boolean }) hasMore = false;
  @property({ type: Boolean }) isCollapsed = false;
  @property({ attribute: false }) card: (lead: Lead) => TemplateResult = () => html``;
  /** Rendered above the cards. */
  @property({ attribute: false }) head: TemplateResult | typeof nothing = nothing;
  @property({ attribute: false }) takes: (dragged: Record<string | symbol, unknown>) => boolean =
    () => false;
  @property({ attribute: false }) onMore: () => void = () => undefined;
  @state() private isOver = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addCleanup(
      dropTargetForElements({
        element: this,
        canDrop: ({ source }) => this.takes(source.data),
        getData: () => ({ status: this.status }),
        onDragEnter: () => {
          this.isOver = true;
        },
        onDragLeave: () => {
          this.isOver = false;
        },
        onDrop: () => {
          this.isOver = false;
        },
      }),
    );
  }

  override updated(): void {
    this.classList.toggle('over', this.isOver);
    this.classList.toggle('collapsed', this.isCollapsed);
  }

  override render() {
    const { status, leads, count } = this;
    const step = pipelineStep(status);
    return html`<section aria-labelledby="column-${step}">
      <h2 id="column-${step}">
        <span class="step-dot step-${step}"></span><span class="grow">${status}</span
        ><span class="count numbers"
          >${count === null ? '·' : formatNumber(count)}<span class="hidden-text">
            leads</span
          ></span
        >
      </h2>
      ${this.head} ${this.isCollapsed ? nothing : this.renderCards(leads)}
    </section>`;
  }

  private renderCards(leads: readonly Lead[] | null) {
    if (leads === null) return renderLoading(3, 'card');
    return html`<ul class="cards">
        ${repeat(
          leads,
          ({ id }) => id,
          (lead) => html`<li>${this.card(lead)}</li>`,
        )}
      </ul>
      ${leads.length === 0 ? html`<p class="none">Ninguno</p>` : nothing}
      ${
        this.hasMore
          ? html`<button
              class="button more"
              @click=${() => {
                this.onMore();
              }}
            >
              Ver más<span class="hidden-text"> de ${this.status}</span>
            </button>`
          : nothing
      }`;
  }
}
