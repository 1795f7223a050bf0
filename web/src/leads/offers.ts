/** Offers, as the board words them. */
import { PRICE_CURRENCY, type Offer } from '#domain/documents/visit';
import { formatMoney, formatSignedPercent } from '../shared/format';

/** How much an offer lies above or below a price: -0.37 is 37 % below. Null if they cannot be compared. */
export function compareWithPrice({ amount, currency }: Offer, price: number | null): number | null {
  if (price === null || price <= 0 || currency !== PRICE_CURRENCY) return null;
  return amount / price - 1;
}

/** «285.000 € (−37 % sobre 455.000 €)»; briefly, without the price. */
export function formatOffer(offer: Offer, price: number | null, isBrief = false): string {
  const amount = formatMoney(offer.amount, offer.currency);
  const difference = compareWithPrice(offer, price);
  if (difference === null || price === null) return amount;
  const share = formatSignedPercent(difference);
  return `${amount} (${share}${isBrief ? '' : ` sobre ${formatMoney(price)}`})`;
}
