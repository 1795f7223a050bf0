import {
  collection,
  limit,
  query,
  where,
  type DocumentData,
  type DocumentSnapshot,
} from 'firebase/firestore';
import * as z from 'zod';
import {
  offerOf,
  visitSchema,
  type Offer,
  type VISIT_STATUSES,
  type VisitDetails,
  type VisitOutcome,
} from '../../functions/src/domain/documents/visit';
import { timestampSchema } from '../../functions/src/domain/time';
import { withoutEmptyTexts } from './changes';
import type { EmbudoClient } from './client';
import { watchAll, type OnError, type Stop } from './watch';
import {
  chooseId,
  createSource,
  updateSource,
  type CreateOptions,
  type WriteOptions,
} from './writes';

export type { Offer };

/** The fields of a visit that people read and the pipeline does not. */
const readSchema = z.object({
  notes: z.string().catch(''),
  leadId: z.string().nullable().catch(null),
  statusAt: timestampSchema.catch(0),
  updatedBy: z.string().nullable().catch(null),
});
/** What a visit says as it is read (docs/contract.md §2). Its times are `Micros`. */
export type VisitFields = Omit<z.infer<typeof visitSchema>, keyof VisitDetails> &
  z.infer<typeof readSchema> & { offer: Offer | null };
export type Visit = VisitFields & { id: string };

function parseVisit(snapshot: DocumentSnapshot): Visit | null {
  const data = snapshot.data({ serverTimestamps: 'estimate' });
  const visit = data === undefined ? null : parseVisitFields(data);
  return visit === null ? null : { id: snapshot.id, ...visit };
}

/** The fields of a visit's document. Null if it cannot be used. */
export function parseVisitFields(data: DocumentData): VisitFields | null {
  const { data: read } = visitSchema.safeParse(data);
  if (read === undefined) return null;
  const { amount, currency, ...visit } = read;
  return { ...visit, ...readSchema.parse(data), offer: offerOf({ amount, currency }) };
}

/** An agency records a visit once, and corrects it. */
const MAX_VISITS = 10;

/** Watches the visits of an appointment. The one that counts (docs/contract.md §4) comes first. */
export function watchVisitsOf(
  client: EmbudoClient,
  appointmentId: string,
  onChange: (visits: Visit[]) => void,
  onError: OnError,
): Stop {
  const visits = collection(client.db, 'visits');
  return watchAll(
    client,
    query(visits, where('appointmentId', '==', appointmentId), limit(MAX_VISITS)),
    parseVisit,
    (found) => {
      const isDone = ({ status }: Visit): number => Number(status === 'visit_done');
      onChange(found.sort((a, b) => isDone(b) - isDone(a) || b.statusAt - a.statusAt));
    },
    onError,
  );
}

/** What people record about a visit. Null and an empty text remove a field. */
export interface VisitResult {
  /** `visit_done` unless it says otherwise. */
  status?: (typeof VISIT_STATUSES)[number];
  outcome?: VisitOutcome | null;
  offer?: Offer | null;
  notes?: string | null;
}

/** A visit of an appointment, or one without: then it names its contact and its listing itself. */
export type NewVisit = VisitResult &
  ({ appointmentId: string } | { contactId: string; listingId: string });

/** Registers a visit that took place. Resolves to its id. Only staff may. */
export async function registerVisit(
  client: EmbudoClient,
  { status = 'visit_done', ...visit }: NewVisit,
  { id = chooseId(client, 'visits'), signal }: CreateOptions = {},
): Promise<string> {
  const fields = { ...withoutEmptyTexts(visit), status };
  await createSource(client, { collection: 'visits', id }, fields, signal);
  return id;
}

/** Corrects a registered visit, as it is given. The server derives the lead again. Only staff may. */
export async function correctVisit(
  client: EmbudoClient,
  id: string,
  changes: VisitResult,
  { signal }: WriteOptions = {},
): Promise<void> {
  const fields = withoutEmptyTexts(changes);
  await updateSource(client, { collection: 'visits', id }, () => fields, signal);
}
