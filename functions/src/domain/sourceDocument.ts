import * as z from 'zod';
import { appointmentSchema, type Appointment } from './appointment';
import { documentId, requiredId } from './fields';
import { CONSOLE, type Actor } from './history';
import { timestampSchema, type Micros } from './time';
import type { Brought } from './version';
import type { SourceRef } from './viewing';
import { visitSchema, type Visit } from './visit';

/** What is wrong with a document that cannot be used. */
export interface Issue {
  path: string;
  message: string;
}

/** An appointment's or visit's content; null where the document cannot be used. */
export type Content =
  ({ collection: 'appointments' } & Appointment) | ({ collection: 'visits' } & Visit);

/** One version of an appointment or a visit, as the pipeline reads it (contract, section 2). */
export interface SourceDocument {
  ref: SourceRef;
  createTime: Micros;
  updateTime: Micros;
  content: Content | null;
  /** Why there is no content. */
  issues: readonly Issue[];
  /** What the fields say that bring a state, usable or not. */
  stateFields: StateFields;
  stamps: Stamps;
  leadId: string | null;
  leadSync: LeadSync | null;
}

interface StateFields {
  status: string;
  type: string;
  outcome: string;
}

/**
 * Documents of other systems may lack the stamps, or hold something else there: what is no stamp
 * counts as none, and never makes a document unusable.
 */
const stampsSchema = z.object({
  statusAt: timestampSchema.nullable().catch(null),
  updatedAt: timestampSchema.nullable().catch(null),
  updatedBy: requiredId.nullable().catch(null),
});
type Stamps = z.infer<typeof stampsSchema>;

/** What became of a document, in the server's words. */
const leadSyncSchema = z.object({
  state: z.enum(['linked', 'rejected']),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).catch([]),
  at: timestampSchema,
});
type LeadSync = z.infer<typeof leadSyncSchema>;

const serverFieldsSchema = z.object({
  leadId: documentId.nullable().catch(null),
  leadSync: leadSyncSchema.nullable().catch(null),
});

/** Reads one version of a source document. Never throws: what cannot be used is told in `issues`. */
export function readSource(
  ref: SourceRef,
  data: Readonly<Record<string, unknown>>,
  times: { createTime: Micros; updateTime: Micros },
): SourceDocument {
  const parsed =
    ref.collection === 'appointments'
      ? appointmentSchema
          .transform((content): Content => ({ collection: 'appointments', ...content }))
          .safeParse(data)
      : visitSchema
          .transform((content): Content => ({ collection: 'visits', ...content }))
          .safeParse(data);
  return {
    ref,
    ...times,
    content: parsed.success ? parsed.data : null,
    issues: parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    stateFields: {
      status: wordOf(data['status']),
      type: wordOf(data['type'] ?? 'Visita'),
      outcome: wordOf(data['outcome']),
    },
    stamps: stampsSchema.parse(data),
    ...serverFieldsSchema.parse(data),
  };
}

/** What an event says of a document: `before` is `lost` where the payload did not come along. */
export interface SourceChange {
  ref: SourceRef;
  kind: 'created' | 'updated' | 'deleted';
  before: SourceDocument | 'lost' | null;
  /** Null for a deletion. */
  after: SourceDocument | null;
  /** When the document was deleted; null for the other kinds. */
  deletedAt: Micros | null;
}

/** The version that an event tells of: of a deletion, the last one; null where that was lost. */
export function toldBy({ before, after }: SourceChange): SourceDocument | null {
  return after ?? (before === 'lost' ? null : before);
}

/**
 * Whether an event can matter at all. The server's own write coming back, and an edit of fields that
 * nothing here looks at, are told by the event alone and cost nothing.
 */
export function canMatter({ before, after }: SourceChange): boolean {
  if (before === null || before === 'lost' || after === null) return true;
  if (after.leadSync !== null && after.leadSync.at !== before.leadSync?.at) return false;
  if (after.content === null) return !isSameRejection(after.leadSync, after.issues);
  if (after.leadId === null || after.leadSync?.state !== 'linked') return true;
  return (
    before.content === null ||
    before.leadId !== after.leadId ||
    broughtState(before, after) ||
    isElsewhere(before.content, after.content) ||
    bringsMissing(before.content, after.content)
  );
}

/** Whether a document has been told already that it is rejected for these reasons. */
export function isSameRejection(leadSync: LeadSync | null, issues: readonly Issue[]): boolean {
  return (
    leadSync?.state === 'rejected' &&
    leadSync.issues.length === issues.length &&
    leadSync.issues.every(
      ({ path, message }, n) => path === issues[n]?.path && message === issues[n].message,
    )
  );
}

function broughtState(before: SourceDocument, after: SourceDocument): boolean {
  return (
    before.stateFields.status !== after.stateFields.status ||
    before.stateFields.type !== after.stateFields.type ||
    before.stateFields.outcome !== after.stateFields.outcome ||
    before.stamps.statusAt !== after.stamps.statusAt
  );
}

function isElsewhere(before: Content, after: Content): boolean {
  return (
    before.contactId !== after.contactId ||
    before.listingId !== after.listingId ||
    appointmentIdOf(before) !== appointmentIdOf(after)
  );
}

function bringsMissing(before: Content, after: Content): boolean {
  if (before.collection === 'visits' || after.collection === 'visits') return false;
  return (['prospectId', 'agentId'] as const).some(
    (field) => after[field] !== null && after[field] !== before[field],
  );
}

function appointmentIdOf(content: Content): string | null {
  return content.collection === 'visits' ? content.appointmentId : null;
}

/** A text as it is; anything else only by its kind, which is all that is compared of it. */
function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : `(${value === null ? 'undefined' : typeof value})`;
}

/** A version of a document that has been seen, and what it brought. */
export interface Sighting {
  document: SourceDocument;
  /** What the document says; null where it was deleted. */
  content: Content | null;
  /** When the document was deleted after this version; null where it was not. */
  deletedAt: Micros | null;
  brought: Brought;
  /** Whether this version wrote the document's `statusAt`. */
  isStamped: boolean;
  actor: Actor;
}

/**
 * The version that an event tells of; null where it tells of none that can be used: an unusable
 * document, or a deletion that came without its payload.
 */
export function sightingOf({ before, after, deletedAt }: SourceChange): Sighting | null {
  if (after === null) {
    if (before === null || before === 'lost') return null;
    return {
      document: before,
      content: null,
      deletedAt,
      brought: 'state',
      isStamped: false,
      actor: CONSOLE,
    };
  }
  if (after.content === null) return null;
  const { statusAt, updatedAt } = after.stamps;
  const earlier = before === 'lost' ? null : before;
  const isStampedAnew = updatedAt !== null && updatedAt !== earlier?.stamps.updatedAt;
  return {
    document: after,
    content: after.content,
    deletedAt: null,
    brought: broughtBy(before, after),
    isStamped: statusAt !== null && statusAt !== earlier?.stamps.statusAt,
    actor: isStampedAnew ? writerOf(after) : CONSOLE,
  };
}

/**
 * A document that was read where no event told of it: it counts only where nothing is known yet.
 * Null where it cannot be used.
 */
export function sightingOfRead(document: SourceDocument): Sighting | null {
  const { content } = document;
  return (
    content && {
      document,
      content,
      deletedAt: null,
      brought: 'nothing',
      isStamped: false,
      actor: writerOf(document),
    }
  );
}

function writerOf({ stamps: { updatedBy } }: SourceDocument): Actor {
  return updatedBy === null ? CONSOLE : { type: 'user', id: updatedBy };
}

function broughtBy(before: SourceChange['before'], after: SourceDocument): Brought {
  if (before === 'lost') return 'unknown';
  if (before === null || broughtState(before, after)) return 'state';
  return before.content === null ? 'unknown' : 'nothing';
}
