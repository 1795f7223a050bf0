import * as z from 'zod';
import { documentId, isAbsent, optionalId, optionalWordOf, wordOf } from '../fields';

export const VISIT_STATUSES = ['visit_pending', 'visit_done'] as const;

export const VISIT_OUTCOMES = ['offer_made', 'more_info_needed'] as const;
export type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

const visitFields = z.object({
  appointmentId: z
    .preprocess((id) => (isAbsent(id) ? null : id), documentId.nullish())
    .transform((id) => id ?? null),
  contactId: optionalId,
  listingId: optionalId,
  status: wordOf(VISIT_STATUSES),
  outcome: optionalWordOf(VISIT_OUTCOMES),
});

/**
 * The part of `visits/{visitId}` that the pipeline reads (docs/contract.md §2). A visit without an
 * appointment must name its contact and its listing. With one, those of the appointment count, and what the
 * visit names is not looked at.
 */
export const visitSchema = z
  .preprocess((data) => withoutUnreadPair(data as Fields), visitFields)
  .transform((visit, context) => {
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
