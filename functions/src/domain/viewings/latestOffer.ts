import { offerOf, offerSchema, type Offer } from '../documents/visit';
import { timestampSchema, type Micros } from '../time';
import { statementsOf, type Statement } from './statements';
import type { Viewing, Viewings } from './viewing';

/** An offer, and since when the visit says so that names it. */
export interface LeadOffer extends Offer {
  at: Micros;
}

/** The same, with the visit that names it. */
export interface VisitOffer extends LeadOffer {
  visitId: string;
}

/** A lead's `offer` field (docs/contract.md §2). */
export const leadOfferSchema = offerSchema.extend({ at: timestampSchema });

/**
 * All offers that a lead's viewings name, oldest first (docs/contract.md §2). A viewing names one if its visit that
 * counts says `offer_made` and has an `offer` that can be used.
 */
export function offersOf(viewings: Viewings): VisitOffer[] {
  return [...viewings.values()]
    .flatMap((viewing) => statementsOf(viewing).flatMap((said) => offerIn(viewing, said) ?? []))
    .sort((one, other) => one.at - other.at || (one.visitId < other.visitId ? -1 : 1));
}

/** A lead's newest offer; null if there is none. */
export function latestOffer(viewings: Viewings): LeadOffer | null {
  const newest = offersOf(viewings).at(-1);
  if (newest === undefined) return null;
  const { amount, currency, at } = newest;
  return { amount, currency, at };
}

function offerIn(
  { visits }: Viewing,
  { state, at, source: { id: visitId } }: Statement,
): VisitOffer | null {
  const visit = visits.get(visitId);
  if (state !== 'offer_made' || visit === undefined) return null;
  const offer = offerOf(visit);
  return offer && { ...offer, at, visitId };
}
