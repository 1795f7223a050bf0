import {
  collection,
  limit,
  query,
  where,
  type DocumentData,
  type DocumentSnapshot,
} from 'firebase/firestore';
import { z } from 'zod';
import { timestampSchema } from '#domain/time';
import { visitSchema } from '#domain/documents/visit';
import type { Fields } from '../shared/changes';
import { CHOOSE_FIRST } from '../shared/conflict';
import { findConflicts, type Edits } from '../shared/edits';
import { connection } from '../shared/firebase/connection';
import { watchAll } from '../shared/snapshots';
import { createSource, updateSource, WriteRefused } from '../shared/writes';
import { offerSchema, readNotes, readResult, textsOf, type VisitTexts } from './visitTexts';

/** The fields of a visit that the screens show and the pipeline does not read. */
const shownSchema = z.object({
  notes: z.string().catch(''),
  offer: offerSchema.nullable().catch(null),
  leadId: z.string().nullable().catch(null),
  statusAt: timestampSchema.catch(0),
  updatedBy: z.string().nullable().catch(null),
});
type VisitFields = z.infer<typeof visitSchema> & z.infer<typeof shownSchema>;
export type Visit = VisitFields & { id: string };

const MAX_VISITS = 10;

const getCollection = () => collection(connection().db, 'visits');

function parseVisit(snapshot: DocumentSnapshot): Visit | null {
  const data = snapshot.data({ serverTimestamps: 'estimate' });
  const visit = data === undefined ? null : parseFields(data);
  return visit === null ? null : { id: snapshot.id, ...visit };
}

/** Null if the document cannot be used. */
function parseFields(data: DocumentData): VisitFields | null {
  const { data: visit } = visitSchema.safeParse(data);
  return visit === undefined ? null : { ...visit, ...shownSchema.parse(data) };
}

/** Watches the visits of an appointment. The one that counts (docs/contract.md §4) comes first. */
export function watchVisitsOf(
  appointmentId: string,
  onChange: (visits: Visit[]) => void,
  onError: (error: Error) => void,
): () => void {
  return watchAll(
    query(getCollection(), where('appointmentId', '==', appointmentId), limit(MAX_VISITS)),
    parseVisit,
    (visits) => {
      const isDone = ({ status }: Visit): number => Number(status === 'visit_done');
      onChange(visits.sort((a, b) => isDone(b) - isDone(a) || b.statusAt - a.statusAt));
    },
    onError,
  );
}

/** Registers the visit of an appointment, under an id that was chosen before the first try ({@link chooseId}). */
export async function registerVisit(
  id: string,
  appointmentId: string,
  texts: VisitTexts,
  signal?: AbortSignal,
): Promise<void> {
  await createSource(
    { collection: 'visits', id },
    {
      appointmentId,
      status: 'visit_done',
      ...readResult(texts.result, null),
      notes: readNotes(texts.notes),
    },
    signal,
  );
}

/**
 * Corrects a registered visit: only the fields that this person has changed. The server then derives the lead
 * again. Refused if somebody else has stored another text in one of them since.
 */
export async function correctVisit(id: string, edits: Edits, signal?: AbortSignal): Promise<void> {
  const decide = (stored: DocumentData): Fields => {
    const visit = parseFields(stored);
    if (findConflicts(edits, textsOf(visit)).length > 0) throw new WriteRefused(CHOOSE_FIRST);
    const { result, notes } = edits;
    return {
      status: 'visit_done',
      ...(result !== undefined && readResult(result.mine, visit)),
      ...(notes !== undefined && { notes: readNotes(notes.mine) }),
    };
  };
  await updateSource({ collection: 'visits', id }, decide, signal);
}
