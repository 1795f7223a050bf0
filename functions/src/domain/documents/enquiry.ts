import * as z from 'zod';
import { isAbsent, keyOf, optionalId, requiredId, wordOf } from '../fields';

/** What one status of an enquiry means for the pipeline. */
interface EnquiryStatusMeaning {
  /** What an enquiry with this status says of its lead (docs/contract.md §4); null if it says nothing. */
  says: 'enquiry_open' | 'enquiry_answered' | null;
  /** Why a lead's status changed when an enquiry got this status. */
  cause: `enquiry.${string}`;
  /** The same, in words for the people at the agency. */
  reason: string;
  /** Whether a client may create an enquiry with it (docs/contract.md §7). `firestore.rules` enforces this separately. */
  isInitial: boolean;
}

/**
 * The statuses of an enquiry, and all that each of them means. To add a status, add an entry here, and its
 * name to the lists in `firestore.rules`. A test compares the rules with this table.
 */
export const ENQUIRY_STATUSES = {
  open: {
    says: 'enquiry_open',
    cause: 'enquiry.opened',
    reason: 'Consulta recibida',
    isInitial: true,
  },
  answered: {
    says: 'enquiry_answered',
    cause: 'enquiry.answered',
    reason: 'Consulta contestada',
    isInitial: true,
  },
  dismissed: {
    says: null,
    cause: 'enquiry.dismissed',
    reason: 'Consulta descartada',
    isInitial: false,
  },
} as const satisfies Readonly<Record<string, EnquiryStatusMeaning>>;
export type EnquiryStatus = keyof typeof ENQUIRY_STATUSES;

/** The statuses, in the order of the table. */
export const ENQUIRY_STATUS_LIST = Object.keys(ENQUIRY_STATUSES) as readonly EnquiryStatus[];

/** How an enquiry arrives. To add a channel, add it here and to the list in `firestore.rules`. */
export const ENQUIRY_CHANNELS = ['portal', 'web', 'phone', 'email', 'office', 'other'] as const;
export type EnquiryChannel = (typeof ENQUIRY_CHANNELS)[number];

/** Each text of an enquiry's `origin` has at most this many characters. */
export const MAX_ORIGIN_LENGTH = 100;

/** Where an enquiry comes from. */
export interface Origin {
  portal: string | null;
  campaign: string | null;
}

const originText = optionalId.pipe(z.string().max(MAX_ORIGIN_LENGTH).nullable());
/** Null if it names neither a portal nor a campaign. */
export const originSchema = z
  .preprocess(
    (value) => (isAbsent(value) ? {} : value),
    z.object({ portal: originText, campaign: originText }),
  )
  .transform((origin): Origin | null =>
    origin.portal === null && origin.campaign === null ? null : origin,
  );

const NO_ORIGIN: Origin = { portal: null, campaign: null };

/**
 * The part of `enquiries/{enquiryId}` that the pipeline reads (docs/contract.md §2). The texts of its `origin`
 * stand side by side with the other fields.
 */
export const enquirySchema = z
  .object({
    contactId: requiredId,
    listingId: optionalId,
    prospectId: optionalId,
    agentId: optionalId,
    status: keyOf(ENQUIRY_STATUSES),
    channel: wordOf(ENQUIRY_CHANNELS),
    origin: originSchema,
  })
  .transform(({ origin, ...enquiry }) => ({ ...enquiry, ...(origin ?? NO_ORIGIN) }));
export type Enquiry = z.infer<typeof enquirySchema>;
