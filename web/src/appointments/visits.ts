import {
  addDoc,
  collection,
  deleteField,
  doc,
  limit,
  query,
  updateDoc,
  where,
  type DocumentSnapshot,
} from 'firebase/firestore';
import { z } from 'zod';
import { timestampSchema } from '#domain/time';
import { visitSchema, type VisitOutcome } from '#domain/documents/visit';
import { connection } from '../shared/firebase/connection';
import { stampCreation, stampState } from '../shared/stamps';
import { watchAll } from '../shared/snapshots';

const offerSchema = z.object({ amount: z.number().positive(), currency: z.string() });
export type Offer = z.infer<typeof offerSchema>;

/** The highest amount of an offer that the rules let clients write (docs/contract.md §7). */
export const MAX_OFFER_AMOUNT = 10_000_000_000;

/** The fields of a visit that the screens show and the pipeline does not read. */
const shownSchema = z.object({
  notes: z.string().catch(''),
  offer: offerSchema.nullable().catch(null),
  leadId: z.string().nullable().catch(null),
  statusAt: timestampSchema.catch(0),
});
export type Visit = z.infer<typeof visitSchema> & z.infer<typeof shownSchema> & { id: string };

const MAX_VISITS = 10;

const getCollection = () => collection(connection().db, 'visits');

function parseVisit(snapshot: DocumentSnapshot): Visit | null {
  const data = snapshot.data({ serverTimestamps: 'estimate' });
  const parsed = visitSchema.safeParse(data);
  return parsed.success ? { id: snapshot.id, ...parsed.data, ...shownSchema.parse(data) } : null;
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

/** The result of a visit, as «Registrar visita» asks for it. */
export interface VisitResult {
  outcome: VisitOutcome | null;
  offer: Offer | null;
  notes: string;
}

export async function registerVisit(
  appointmentId: string,
  { outcome, offer, notes }: VisitResult,
): Promise<void> {
  await addDoc(getCollection(), {
    appointmentId,
    status: 'visit_done',
    ...(outcome !== null && { outcome }),
    ...(offer !== null && { offer }),
    ...(notes !== '' && { notes }),
    ...stampCreation(),
  });
}

/** Corrects a registered visit. The server then derives the lead again. */
export async function correctVisit(
  id: string,
  { outcome, offer, notes }: VisitResult,
): Promise<void> {
  await updateDoc(doc(getCollection(), id), {
    status: 'visit_done',
    outcome: outcome ?? deleteField(),
    offer: offer ?? deleteField(),
    notes: notes === '' ? deleteField() : notes,
    ...stampState(),
  });
}
