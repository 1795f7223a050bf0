import * as z from 'zod';
import { originSchema, type Origin } from '../documents/enquiry';
import type { LastEntry } from '../documents/history';
import { isAbsent } from '../fields';
import { leadStatusSchema, recogniseLeadStatus, type LeadStatus } from '../leadStatus';
import { recogniseWord } from '../text';
import { readTimestamp, timestampSchema, type Micros } from '../time';
import { latestOffer, leadOfferSchema } from '../viewings/latestOffer';
import { nextViewing } from '../viewings/nextViewing';
import { readViewings } from '../viewings/storedViewings';
import type { Moves, Viewings } from '../viewings/viewing';
import { attentionSchema, type Attention } from './attention';
import type { Decision } from './deriveStatus';
import { leadEnquiriesSchema } from './leadEnquiry';
import { knownListing, readListingStatus, type ListingStatus } from './listingStatus';

/** How a lead may end. */
const OUTCOMES = ['won', 'lost', 'moved'] as const;

const decisionSchema = z.object({
  status: leadStatusSchema,
  outcome: z.enum(OUTCOMES).nullable(),
  leadId: z.string().optional(),
  reason: z.string(),
  at: timestampSchema,
});

/** Why a lead is closed. A lead has it only while its status is `Cerrado` (docs/contract.md §2). */
const closedSchema = z.object({
  outcome: z.unknown().transform(recogniseOutcome).pipe(z.enum(OUTCOMES)),
  reason: z.string().catch(''),
  /** For the outcome `moved`: the lead that its last viewing moved to. */
  leadId: z
    .string()
    .nullish()
    .transform((leadId) => leadId ?? null),
});
export type Closed = z.infer<typeof closedSchema>;

/** An older system may have written the outcome alone, as a text. */
const closedFieldSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { outcome: value } : value),
  closedSchema,
);

/** How older systems call a sale or a rental that came about. */
const WON = ['ganado', 'ganada', 'vendido', 'vendida', 'alquilado', 'alquilada'] as const;

function recogniseOutcome(value: unknown): unknown {
  return recogniseWord(WON, value) === null ? recogniseWord(OUTCOMES, value) : 'won';
}

/** A lead as the pipeline keeps it (docs/contract.md §2), without the fields of clients on which nothing depends. */
export interface Lead {
  /** Null if the lead is anonymous (docs/contract.md §12), or its document was damaged. */
  contactId: string | null;
  listingId: string | null;
  prospectId: string | null;
  assignedTo: string | null;
  source: string;
  origin: Origin | null;
  status: LeadStatus;
  closed: Closed | null;
  decision: Decision | null;
  viewings: Viewings;
  /** The viewings that left this lead. */
  moves: Moves;
  kept: KeptFields;
  /** When a person wants to be reminded of the lead. */
  followUpAt: Micros | null;
  /** What its listing says, as far as it was told while it is open (docs/contract.md §10). */
  listingStatus: ListingStatus | null;
  /** The `updateTime` of the listing's version that told it. */
  listingStatusAt: Micros | null;
  history: LastEntry;
}

/** The fields of a lead that stay as a person or an older system wrote them, whatever its documents say. */
export interface KeptFields {
  source: boolean;
  origin: boolean;
  prospectId: boolean;
  /** What the server wrote last to `assignedTo`, if a person has changed it since; else null. */
  assignedTo: { replaced: string | null } | null;
}

export const NOTHING_KEPT: KeptFields = {
  source: false,
  origin: false,
  prospectId: false,
  assignedTo: null,
};

const keptSchema = z
  .object({
    source: z.literal(true).optional(),
    origin: z.literal(true).optional(),
    prospectId: z.literal(true).optional(),
    assignedTo: z.object({ replaced: z.string().nullable() }).optional(),
  })
  .transform(({ source, origin, prospectId, assignedTo }): KeptFields => ({
    source: source === true,
    origin: origin === true,
    prospectId: prospectId === true,
    assignedTo: assignedTo ?? null,
  }));

/** A lead's `viewings` field: its viewings, and what is kept. */
const viewingsFieldSchema = z
  .object({
    enquiries: z
      .unknown()
      .optional()
      .transform((enquiries) => enquiries),
    appointments: z.unknown(),
    visits: z.unknown(),
    kept: keptSchema.optional(),
  })
  .transform(({ kept = NOTHING_KEPT, ...stored }) => {
    const read = readViewings(stored);
    return read && { ...read, kept };
  });

/** An id that a lead may lack. An empty text counts as absent (docs/contract.md §2). */
const ownId = z
  .string()
  .nullable()
  .catch(null)
  .transform((id) => id || null);

/** A status that an older system wrote, as a text that can be quoted. */
function textOf(status: unknown): string | null {
  if (typeof status === 'string') return status;
  return status === undefined || status === null ? null : JSON.stringify(status);
}

/**
 * A lead's document as it is read. Older systems and the console may have written anything, so no value
 * is refused: a field that cannot be read counts as absent. A lead without readable `history` or
 * `viewings` is a lead of an older system.
 */
export const leadFieldsSchema = z.object({
  contactId: z.string().nullable().catch(null),
  listingId: ownId,
  prospectId: ownId,
  assignedTo: ownId,
  source: z.string().nullable().catch(null),
  origin: originSchema.catch(null),
  status: z.unknown().optional().transform(textOf),
  closed: closedFieldSchema.nullable().catch(null),
  statusChangedAt: timestampSchema.nullable().catch(null),
  nextViewingAt: timestampSchema.nullable().catch(null),
  offer: leadOfferSchema.nullable().catch(null),
  attention: attentionSchema.nullable().catch(null),
  followUpAt: timestampSchema.nullable().catch(null),
  listingStatus: z.unknown().optional().transform(readListingStatus),
  listingStatusAt: timestampSchema.nullable().catch(null),
  /** When what identified the contact was taken from it (docs/contract.md §12); else absent. */
  anonymisedAt: timestampSchema.optional().catch(undefined),
  /** Of such a lead: what is left of its enquiries. Another lead may have anything here. */
  enquiries: leadEnquiriesSchema.optional().catch(undefined),
  viewings: viewingsFieldSchema.nullable().catch(null),
  history: z
    .object({
      seq: z.number().int().positive(),
      status: leadStatusSchema,
      decision: decisionSchema.nullable(),
    })
    .nullable()
    .catch(null),
});

/** The fields of a lead with what its `viewings` field holds, side by side. */
export function unfoldViewings<Fields extends Pick<z.infer<typeof leadFieldsSchema>, 'viewings'>>({
  viewings: stored,
  ...fields
}: Fields) {
  const viewings: Viewings | null = stored?.viewings ?? null;
  const moves: Moves = stored?.moves ?? new Map();
  const kept: KeptFields = stored?.kept ?? NOTHING_KEPT;
  return { ...fields, viewings, moves, kept };
}

export const storedLeadSchema = z.record(z.string(), z.unknown()).transform((data) => {
  const fields = leadFieldsSchema.parse(data);
  return { ...unfoldViewings(fields), unusable: unusableIn(data, fields) };
});

type LeadFields = z.infer<typeof leadFieldsSchema>;

const isText = (value: unknown) => typeof value === 'string';
const isTime = (value: unknown) => readTimestamp(value) !== null;

/** Whether the pipeline can use what is in a field; `fields` are those of the whole lead, as they were read. */
const IS_USABLE: readonly [
  field: string,
  check: (value: unknown, fields: LeadFields) => boolean,
][] = [
  ['contactId', isText],
  ['listingId', isText],
  ['prospectId', isText],
  ['assignedTo', isText],
  ['source', isText],
  ['origin', (_, { origin }) => origin !== null],
  ['missingInfo', Array.isArray],
  ['nextViewingAt', isTime],
  ['offer', (_, { offer }) => offer !== null],
  ['attention', (_, { attention }) => attention !== null],
  ['listingStatus', (_, { listingStatus }) => listingStatus !== null],
  ['listingStatusAt', isTime],
  ['createdAt', isTime],
  ['updatedAt', isTime],
  ['statusChangedAt', isTime],
  [
    'closed',
    (value, fields) =>
      fields.closed !== null && isWhollyRead(value) && !isClosedInWordsOnly(fields),
  ],
  ['viewings', (_, { viewings }) => viewings !== null],
  ['history', (_, { history }) => history !== null],
];

/**
 * The values that the pipeline cannot use, by their fields. A status is not among them: the history quotes it.
 * Where the server writes such a field, it keeps the value under `replaced` (docs/contract.md §2).
 */
function unusableIn(
  data: Readonly<Record<string, unknown>>,
  fields: LeadFields,
): Readonly<Record<string, unknown>> {
  const unusable: Record<string, unknown> = {};
  for (const [field, isUsable] of IS_USABLE) {
    const value = data[field];
    if (!isAbsent(value) && !isUsable(value, fields)) unusable[field] = value;
  }
  return unusable;
}

/** Whether the pipeline keeps all that an older system wrote about a lead's end. */
function isWhollyRead(closed: unknown): boolean {
  if (typeof closed !== 'object' || closed === null) return true;
  return Object.entries(closed).every(
    ([field, value]) =>
      field === 'outcome' ||
      (['reason', 'leadId'].includes(field) && (isAbsent(value) || typeof value === 'string')),
  );
}

/** Whether an older system says how a lead ended, and gives it another status than `Cerrado`. */
function isClosedInWordsOnly({ status, history }: LeadFields): boolean {
  return history === null && recogniseLeadStatus(status) !== 'Cerrado';
}

/** The part of a lead's document that tells whether its status was typed over. */
export const statusFieldsSchema = leadFieldsSchema.pick({ status: true, history: true });

/** A lead as it was read from the database. */
export type StoredLead = z.infer<typeof storedLeadSchema> & {
  kind: 'stored';
  id: string;
  /** The `updateTime` of the version that was read. */
  version: Micros;
  /** Set if the lead had lost its viewings, and these were gathered from the documents that name it. */
  isGathered?: true;
};

/** The times of a lead that hold something else. All but `createdAt` are written with every change. */
export function unreadableTimes({ unusable }: StoredLead): string[] {
  return ['createdAt', 'updatedAt', 'statusChangedAt'].filter((field) => field in unusable);
}

/** A lead as an earlier plan of the same commit leaves it: not in the database yet. */
export type PlannedLead = Lead & { kind: 'planned'; id: string };

/** A lead that a plan can be based on. */
export type KnownLead = StoredLead | PlannedLead;

/** A lead as it is read back once it was committed, at `version`, with the attention that was written. */
export function asCommitted(
  id: string,
  version: Micros,
  lead: Lead,
  attention: Attention | null,
): StoredLead {
  const { decision, history, ...fields } = lead;
  const { seq, status, effectiveAt } = history;
  const listing = knownListing(lead);
  return {
    ...fields,
    listingStatus: listing?.status ?? null,
    listingStatusAt: listing?.at ?? null,
    kind: 'stored',
    id,
    version,
    statusChangedAt: effectiveAt,
    nextViewingAt: nextViewing(lead.viewings)?.startsAt ?? null,
    offer: latestOffer(lead.viewings),
    attention,
    history: { seq, status, decision },
    unusable: {},
  };
}

/** A lead that the pipeline keeps. A lead of an older system has no history, or no viewings. */
export type AdoptedLead = StoredLead & {
  [Field in 'history' | 'viewings']: NonNullable<StoredLead[Field]>;
};

export function isAdopted(lead: StoredLead): lead is AdoptedLead {
  return lead.history !== null && lead.viewings !== null;
}

/** Whether a lead has the pair by which it is found: a lead without one cannot be adopted. */
export function isOfPair({ contactId, unusable }: StoredLead): boolean {
  return !isAbsent(contactId) && !('listingId' in unusable);
}

/** Whether a lead is of nobody: only what reports count stayed of it (docs/contract.md §12). */
export function isAnonymous({ anonymisedAt }: Pick<StoredLead, 'anonymisedAt'>): boolean {
  return anonymisedAt !== undefined;
}

/** The information that a lead still lacks (docs/contract.md §2). */
export function missingInfo(lead: Pick<Lead, 'listingId' | 'prospectId'>): string[] {
  return (['listingId', 'prospectId'] as const).filter((field) => lead[field] === null);
}
