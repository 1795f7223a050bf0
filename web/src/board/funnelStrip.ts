import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pipelineStep, type LeadStatus } from '#domain/leadStatus';
import { formatMoney, formatNumber } from '../shared/format';
import { View } from '../shared/view';
import type { ClosedCounts, Column } from './boardData';
import { ColumnJumpEvent } from './columnJumpEvent';
import './funnelStrip.css';

/**
 * The whole funnel in one line: the ten statuses, how many leads each has, how many of them need somebody now, and what was
 * offered. A click goes to the column.
 *
 * @fires column-jump - Somebody wants to see a column ({@link ColumnJumpEvent}).
 */
@customElement('funnel-strip')
export class FunnelStrip extends View {
  @property({ attribute: false }) steps: readonly Omit<Column, 'leads'>[] = [];
  @property({ attribute: false }) closed: ClosedCounts | null = null;

  override render() {
    return html`<nav aria-label="Resumen del embudo">
      <ol>
        ${this.steps.map((step) => html`<li>${this.renderStep(step)}</li>`)}
      </ol>
    </nav>`;
  }

  private renderStep({ status, count, due, offered }: Omit<Column, 'leads'>) {
    return html`<button
      class="step-${pipelineStep(status)}"
      @click=${() => this.dispatchEvent(new ColumnJumpEvent(status))}
    >
      <span class="name">${status}</span>
      <span class="figures"
        ><strong class="numbers"
          >${count === null ? '·' : formatNumber(count)}<span class="hidden-text">
            ${count === 1 ? 'lead' : 'leads'}</span
          ></strong
        >${this.renderNote(status, due)}${
          offered === null || offered === 0
            ? nothing
            : html`<span class="numbers"
                >${formatMoney(offered)}<span class="hidden-text"> en ofertas</span></span
              >`
        }</span
      >
    </button>`;
  }

  private renderNote(status: LeadStatus, due: number | null) {
    const { closed } = this;
    if (status === 'Cerrado') {
      return closed === null ? nothing : html`<span>${count(closed.won, 'ganado')}</span>`;
    }
    return due === null || due === 0
      ? nothing
      : html`<span class="due">${count(due, 'atrasado')}</span>`;
  }
}

function count(leads: number, noun: string): string {
  return `${formatNumber(leads)} ${noun}${leads === 1 ? '' : 's'}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'funnel-strip': FunnelStrip;
  }
}
