import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { offersOf, type VisitOffer } from '#domain/viewings/latestOffer';
import { formatDate, formatMoney } from '../shared/format';
import { priceOf } from '../shared/pairNames';
import { View } from '../shared/view';
import type { Lead } from './leads';
import { formatOffer } from './offers';

/** All offers of a lead, oldest first, each with the step from the one before. Nothing while there are none. */
@customElement('lead-offers')
export class LeadOffers extends View {
  @property({ attribute: false }) lead: Lead | null = null;

  override render() {
    const { lead } = this;
    const offers = offersOf(lead?.viewings ?? new Map());
    if (lead === null || offers.length === 0) return nothing;
    const price = priceOf(lead);
    return html`<section class="stack tight">
      <h3>Ofertas</h3>
      <ol class="offers stack tight">
        ${offers.map(
          (offer, n) =>
            html`<li>
              <strong class="numbers">${formatOffer(offer, price)}</strong>
              <span class="soft small"
                >${formatDate(offer.at)}${nameStep(offers[n - 1] ?? null, offer)}</span
              >
            </li>`,
        )}
      </ol>
    </section>`;
  }
}

/** « · 5.000 € más que la anterior»; empty for the first, and for one in another currency. */
function nameStep(before: VisitOffer | null, { amount, currency }: VisitOffer): string {
  if (before === null || before.currency !== currency) return '';
  const step = amount - before.amount;
  if (step === 0) return ' · igual que la anterior';
  const size = formatMoney(Math.abs(step), currency);
  return ` · ${size} ${step > 0 ? 'más' : 'menos'} que la anterior`;
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-offers': LeadOffers;
  }
}
