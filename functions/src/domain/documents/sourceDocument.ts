import * as z from 'zod';
import { documentId, requiredId } from '../fields';
import { timestampSchema, type Micros } from '../time';
import { appointmentSchema, type Appointment } from './appointment';
import type { SourceRef } from './sourceRef';
import { visitSchema, type Visit } from './visit';

/** What is wrong with a document that cannot be used. */
export interface Issue {
  path: string;
  message: string;
}

/** What an appointment or a visit says, once it was parsed. */
export type Content =
  ({ collection: 'appointments' } & Appointment) | ({ collection: 'visits' } & Visit);

/** One version of an appointment or a visit, as the pipeline reads it (docs/contract.md §2). */
export interface SourceDocument {
  ref: SourceRef;
  createTime: Micros;
  updateTime: Micros;
  /** Null if the document cannot be used. */
  content: Content | null;
  /** Why it cannot be used. */
  issues: readonly Issue[];
  /** The fields that make up its state, whether or not they are usable. */
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
 * A client's stamps. Documents of other systems may lack them, or hold other values in their place: such
 * a value counts as absent, and never makes a document unusable.
 */
const stampsSchema = z.object({
  statusAt: timestampSchema.nullable().catch(null),
  updatedAt: timestampSchema.nullable().catch(null),
  updatedBy: requiredId.nullable().catch(null),
});
type Stamps = z.infer<typeof stampsSchema>;

/** The server's note of what became of a document. */
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

/** Parses one version of a source document. Never throws: `issues` says why a document cannot be used. */
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
      status: comparableText(data['status']),
      type: comparableText(data['type'] ?? 'Visita'),
      outcome: comparableText(data['outcome']),
    },
    stamps: stampsSchema.parse(data),
    ...serverFieldsSchema.parse(data),
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

/** A text as it is. Any other value only by its type, which is enough to compare versions. */
function comparableText(value: unknown): string {
  return typeof value === 'string' ? value : `(${value === null ? 'undefined' : typeof value})`;
}

/** A version of a document of which only its times and its lead are known. */
export function unknownDocument(
  ref: SourceRef,
  times: { createTime: Micros; updateTime: Micros },
  leadId: string,
): SourceDocument {
  return { ...readSource(ref, {}, times), issues: [], leadId };
}
