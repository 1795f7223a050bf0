import { offerSchema, type Offer } from '../documents/visit';
import { timestampSchema, type Micros } from '../time';
import { statementsOf, type Statement } from './statements';
import type { Viewing, Viewings } from './viewing';

/** An offer, and since when the visit says so that names it. */
export interface LeadOffer extends Offer {
  at: Micros;
}

/** A lead's `offer` field (docs/contract.md §2). */
export const leadOfferSchema = offerSchema.extend({ at: timestampSchema });

/**
 * All offers that a lead's viewings name, oldest first (docs/contract.md §2). A viewing names one if its visit that
 * counts says `offer_made` and has an `offer` that can be used.
 */
export function offersOf(viewings: Viewings): LeadOffer[] {
  return [...viewings.values()]
    .flatMap((viewing) => statementsOf(viewing).flatMap((said) => offerIn(viewing, said) ?? []))
    .sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))
    .map(({ amount, currency, at }) => ({ amount, currency, at }));
}

/** A lead's newest offer; null if there is none. */
export function latestOffer(viewings: Viewings): LeadOffer | null {
  return offersOf(viewings).at(-1) ?? null;
}

function offerIn(
  { visits }: Viewing,
  { state, at, source: { id } }: Statement,
): (LeadOffer & { id: string }) | null {
  const { amount = null, currency = null } = visits.get(id) ?? {};
  if (state !== 'offer_made' || amount === null || currency === null) return null;
  return { amount, currency, at, id };
}
