import * as z from 'zod';
import { documentId, isAbsent, requiredId } from '../fields';
import { recogniseWord } from '../text';
import { MICROS_PER_MINUTE, timestampSchema, unreadableTimes, type Micros } from '../time';
import {
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
  appointmentSchema,
  type Appointment,
} from './appointment';
import { ENQUIRY_STATUSES, enquirySchema, type Enquiry } from './enquiry';
import { hasExportedForms } from './exportedForms';
import type { SourceCollection, SourceRef } from './sourceRef';
import { VISIT_OUTCOMES, VISIT_STATUSES, visitSchema, type Visit } from './visit';

/** What is wrong with a document that cannot be used. */
export interface Issue {
  path: string;
  message: string;
}

/** What a source document says, once it was parsed. */
export type Content =
  | ({ collection: 'enquiries' } & Enquiry)
  | ({ collection: 'appointments' } & Appointment)
  | ({ collection: 'visits' } & Visit);

/** One version of an enquiry, an appointment or a visit, as the pipeline reads it (docs/contract.md §2). */
export interface SourceDocument {
  ref: SourceRef;
  /** Tells a document from one that was created again under its id (docs/contract.md §3). */
  createTime: Micros;
  updateTime: Micros;
  /** Null if the document cannot be used. */
  content: Content | null;
  /** Why it cannot be used. */
  issues: readonly Issue[];
  /** The fields that make up its state, whether or not they are usable. */
  stateFields: StateFields;
  stamps: Stamps;
  /** Whether it was copied from another document: it carries that document's `leadSync`. */
  isCopy: boolean;
  /** When a retention policy may delete it. */
  expireAt: Micros | null;
  /** The lead that the server linked it to; null for a copy. */
  leadId: string | null;
  /** The server's own note in it; null for a copy. */
  leadSync: LeadSync | null;
  /** What it says that the pipeline does not use. Only checks look at it. */
  unused: Unused;
}

interface Unused {
  /** The contact that it names, also where its appointment's counts. */
  contactId: string | null;
  /** The fields that hold something in the place of a time: they count as absent. */
  times: readonly string[];
  /** Whether a repair can mend them: they are in a form that exports write. */
  isExported: boolean;
}

const STAMPS = ['createdAt', 'updatedAt', 'statusAt', 'expireAt'] as const;
const TIMES: Readonly<Record<SourceCollection, readonly string[]>> = {
  enquiries: STAMPS,
  appointments: ['startsAt', 'endsAt', ...STAMPS],
  visits: STAMPS,
};

interface StateFields {
  status: string;
  type: string;
  outcome: string;
}

const optionalTime = timestampSchema
  .nullish()
  .catch(null)
  .transform((time) => time ?? null);

/**
 * A client's stamps. Documents of other systems may lack them, or hold other values in their place: such
 * a value counts as absent, and never makes a document unusable.
 */
const stampsSchema = z.object({
  statusAt: optionalTime,
  createdAt: optionalTime,
  updatedAt: optionalTime,
  updatedBy: requiredId.nullable().catch(null),
});
type Stamps = z.infer<typeof stampsSchema>;

/** The server's note of what became of a document. `id` is the document that it was written for. */
const leadSyncSchema = z.object({
  state: z.enum(['linked', 'rejected']),
  id: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).catch([]),
  at: timestampSchema,
  /** The `statusAt` with which the server set an appointment to `Completed` (§4, both directions). */
  completedAt: optionalTime,
  /** That with which it set the appointment back to its own status, and the version that had brought this status. */
  restored: z.object({ at: timestampSchema, version: timestampSchema }).nullable().catch(null),
});
type LeadSync = z.infer<typeof leadSyncSchema>;

/** The `statusAt` that the server has written to an appointment, as its `leadSync` notes it. */
export type OwnStamps = Pick<LeadSync, 'completedAt' | 'restored'>;

const otherFieldsSchema = z.object({
  leadId: documentId.nullable().catch(null),
  leadSync: leadSyncSchema.nullable().catch(null),
  expireAt: optionalTime,
});

const CONTENT_SCHEMAS: Readonly<Record<SourceCollection, z.ZodType<Content>>> = {
  enquiries: enquirySchema.transform((content) => ({ collection: 'enquiries', ...content })),
  appointments: appointmentSchema.transform((content) => ({
    collection: 'appointments',
    ...content,
  })),
  visits: visitSchema.transform((content) => ({ collection: 'visits', ...content })),
};

/** Parses one version of a source document. Never throws: `issues` says why a document cannot be used. */
export function readSource(
  ref: SourceRef,
  data: Readonly<Record<string, unknown>>,
  times: { createTime: Micros; updateTime: Micros },
): SourceDocument {
  const parsed = CONTENT_SCHEMAS[ref.collection].safeParse(data);
  const { leadId, leadSync, expireAt } = otherFieldsSchema.parse(data);
  const isCopy = leadSync !== null && leadSync.id !== ref.id;
  return {
    ref,
    ...times,
    content: parsed.success ? parsed.data : null,
    issues: parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    stateFields: stateFieldsOf(ref, data),
    stamps: stampsSchema.parse(data),
    isCopy,
    expireAt,
    leadId: isCopy ? null : leadId,
    leadSync: isCopy ? null : leadSync,
    unused: unusedOf(ref, data),
  };
}

function unusedOf({ collection }: SourceRef, data: Readonly<Record<string, unknown>>): Unused {
  const { contactId } = data;
  const times = unreadableTimes(data, TIMES[collection]);
  return {
    contactId: typeof contactId === 'string' && contactId !== '' ? contactId : null,
    times,
    isExported: times.length > 0 && hasExportedForms(data),
  };
}

/** Whether a document's `leadSync` already says that it is rejected for these issues. */
export function isSameRejection(leadSync: LeadSync | null, issues: readonly Issue[]): boolean {
  return (
    leadSync?.state === 'rejected' &&
    leadSync.issues.length === issues.length &&
    leadSync.issues.every(
      ({ path, message }, n) => path === issues[n]?.path && message === issues[n].message,
    )
  );
}

/** Whether a document is linked to this lead, and says so. */
export function isLinkedTo({ leadId, leadSync }: SourceDocument, id: string): boolean {
  return leadId === id && leadSync?.state === 'linked';
}

/** Whether a document says that it was rejected. */
export function isRejected({ leadSync }: SourceDocument): boolean {
  return leadSync?.state === 'rejected';
}

/** Whether this version created its document. */
export function isCreation({ createTime, updateTime }: SourceDocument): boolean {
  return createTime === updateTime;
}

/**
 * The `statusAt` of a version, as far as it counts: a copy carries another document's, and one more than a
 * minute after its version is of a foreign clock (docs/contract.md §4).
 */
export function countedStatusAt({ isCopy, stamps, updateTime }: SourceDocument): Micros | null {
  const { statusAt } = stamps;
  const counts = !isCopy && statusAt !== null && statusAt <= updateTime + MICROS_PER_MINUTE;
  return counts ? statusAt : null;
}

/**
 * Whether an appointment's `statusAt` is still the one with which the server set it back to a status that an older
 * version had brought than `version`: then it says nothing of what is known since.
 */
export function hasOutdatedStamp(
  { stamps: { statusAt }, leadSync }: SourceDocument,
  version: Micros,
): boolean {
  const restored = leadSync?.restored ?? null;
  return restored !== null && restored.at === statusAt && restored.version < version;
}

/**
 * When the state of an imported document began, as its stamps say; null if it was not imported. The
 * `updatedAt` of a version that was written here says nothing of the import.
 */
export function importedAt(document: SourceDocument): Micros | null {
  const { isCopy, stamps, updateTime } = document;
  const { createdAt, updatedAt } = stamps;
  const isForeign = updatedAt !== null && updatedAt > updateTime + MICROS_PER_MINUTE;
  const counts = !isForeign && (isOfImport(updatedAt, document) || isCreation(document));
  const writtenAt = counts ? (updatedAt ?? createdAt) : createdAt;
  return !isCopy && isOfImport(writtenAt, document) ? writtenAt : null;
}

/** When a document was opened, as this version of it says (docs/contract.md §4). */
export function openingTime(document: SourceDocument): Micros {
  const { isCopy, stamps, createTime } = document;
  const { createdAt } = stamps;
  return !isCopy && isOfImport(createdAt, document) ? createdAt : createTime;
}

/** Whether a stamp is older than its document: it was written elsewhere, and came with an import. */
export function isOfImport(
  stamp: Micros | null,
  { createTime }: Pick<SourceDocument, 'createTime'>,
): stamp is Micros {
  return stamp !== null && stamp < createTime - MICROS_PER_MINUTE;
}

/** The state's fields, words as recognised, so that versions can be compared. */
function stateFieldsOf(
  { collection }: SourceRef,
  { status, type, outcome }: Readonly<Record<string, unknown>>,
): StateFields {
  const hasOnlyStatus = collection === 'enquiries';
  return {
    status: comparableText(statusesOf(collection), status),
    type: hasOnlyStatus ? '' : comparableText(APPOINTMENT_TYPES, isAbsent(type) ? 'Visita' : type),
    outcome: hasOnlyStatus
      ? ''
      : comparableText(VISIT_OUTCOMES, isAbsent(outcome) ? null : outcome),
  };
}

/** The tables are asked at each call. */
function statusesOf(collection: SourceCollection): readonly string[] {
  switch (collection) {
    case 'enquiries':
      return Object.keys(ENQUIRY_STATUSES);
    case 'appointments':
      return Object.keys(APPOINTMENT_STATUSES);
    case 'visits':
      return VISIT_STATUSES;
  }
}

/** A word as recognised, another text as it is, and any other value by its type. */
function comparableText(words: readonly string[], value: unknown): string {
  return recogniseWord(words, value) ?? (typeof value === 'string' ? value : `(${typeof value})`);
}

/** A version of a document of which only its times and its lead are known. */
export function unknownDocument(
  ref: SourceRef,
  times: { createTime: Micros; updateTime: Micros },
  leadId: string,
): SourceDocument {
  return { ...readSource(ref, {}, times), issues: [], leadId };
}
