import * as z from 'zod';
import type { Origin } from '../documents/enquiry';
import { timestampSchema, type Micros } from '../time';
import type { Viewings } from '../viewings/viewing';

/** An enquiry of a lead, as far as reports count it (docs/contract.md §13). Nothing tells which one it is. */
export interface LeadEnquiry extends Origin {
  openedAt: Micros;
  /** Since when it says that it is answered; null if it does not. */
  answeredAt: Micros | null;
}

/** What an anonymous lead holds in the place of its enquiries (docs/contract.md §12). */
export const leadEnquiriesSchema = z.array(
  z.object({
    openedAt: timestampSchema,
    answeredAt: timestampSchema.nullable(),
    portal: z.string().nullable(),
    campaign: z.string().nullable(),
  }),
);

/** The enquiries of a lead: of an anonymous one, what is left of them. */
export function enquiriesOf({
  viewings,
  anonymisedAt,
  enquiries,
}: {
  viewings: Viewings | null;
  anonymisedAt?: Micros | undefined;
  enquiries?: readonly LeadEnquiry[] | undefined;
}): readonly LeadEnquiry[] {
  return anonymisedAt === undefined ? listEnquiries(viewings ?? new Map()) : (enquiries ?? []);
}

/** The enquiries that a lead holds, but for deleted ones; the earliest opened first. */
export function listEnquiries(viewings: Viewings): LeadEnquiry[] {
  return [...viewings.values()]
    .flatMap(({ enquiry }) => {
      if (enquiry === null || enquiry.status === 'removed') return [];
      const { status, at, openedAt, portal, campaign } = enquiry;
      return [{ openedAt, answeredAt: status === 'answered' ? at : null, portal, campaign }];
    })
    .sort((a, b) => a.openedAt - b.openedAt);
}
