import * as z from 'zod';
import { documentId, isAbsent, optionalId, optionalWordOf, wordOf } from '../fields';

export const VISIT_STATUSES = ['visit_pending', 'visit_done'] as const;

export const VISIT_OUTCOMES = ['offer_made', 'more_info_needed'] as const;
export type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

/** What a customer offers for a listing. */
export interface Offer {
  amount: number;
  /** Three capital letters, as in ISO 4217. */
  currency: string;
}

/** The fields of a visit that are no state: what its offer says. Both are null if it names none. */
export type VisitDetails = { [Part in keyof Offer]: Offer[Part] | null };

/** The offer that a visit's details name. Null if they name none. */
export function offerOf({ amount, currency }: VisitDetails): Offer | null {
  return amount === null || currency === null ? null : { amount, currency };
}

/** The currency of listings' prices: only offers in it are compared with them, and summed. */
export const PRICE_CURRENCY = 'EUR';

/** The largest amount that an offer may have. `firestore.rules` enforces this separately. */
export const MAX_OFFER_AMOUNT = 10_000_000_000;

export const offerSchema = z.object({
  amount: z.number().positive().max(MAX_OFFER_AMOUNT),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

const visitFields = z.object({
  appointmentId: z
    .preprocess((id) => (isAbsent(id) ? null : id), documentId.nullish())
    .transform((id) => id ?? null),
  contactId: optionalId,
  listingId: optionalId,
  status: wordOf(VISIT_STATUSES),
  outcome: optionalWordOf(VISIT_OUTCOMES),
  /** One that cannot be used counts as absent: the visit took place all the same. */
  offer: offerSchema.nullable().catch(null),
});

const NO_OFFER = { amount: null, currency: null };

/**
 * The part of `visits/{visitId}` that the pipeline reads (docs/contract.md §2). A visit without an
 * appointment must name its contact and its listing. With one, those of the appointment count, and what the
 * visit names is not looked at. The parts of its `offer` stand side by side with the other fields.
 */
export const visitSchema = z
  .preprocess((data) => withoutUnreadPair(data as Fields), visitFields)
  .transform(({ offer, ...fields }, context) => {
    const visit: typeof fields & VisitDetails = { ...fields, ...(offer ?? NO_OFFER) };
    const { appointmentId, contactId, listingId } = visit;
    if (appointmentId !== null) return { ...visit, appointmentId };
    if (contactId !== null && listingId !== null) {
      return { ...visit, appointmentId, contactId, listingId };
    }
    for (const field of ['contactId', 'listingId'] as const) {
      if (visit[field] !== null) continue;
      const message = 'is required if there is no appointmentId';
      context.addIssue({ code: 'custom', path: [field], message });
    }
    return z.NEVER;
  });
export type Visit = z.infer<typeof visitSchema>;

type Fields = Readonly<Record<string, unknown>>;

function withoutUnreadPair(data: Fields): Fields {
  return isAbsent(data['appointmentId']) ? data : { ...data, contactId: null, listingId: null };
}
