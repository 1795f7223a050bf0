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
import { visitSchema, type VisitOutcome } from '#domain/visit';
import { connection } from '../firebase/connection';
import { stampsOfCreation, stampsOfState } from './saving';
import { watchAll } from './watching';

const offerSchema = z.object({ amount: z.number().positive(), currency: z.string() });
export type Offer = z.infer<typeof offerSchema>;

/** What the screens show of a visit besides what the pipeline reads. */
const shownSchema = z.object({
  notes: z.string().catch(''),
  offer: offerSchema.nullable().catch(null),
  leadId: z.string().nullable().catch(null),
  statusAt: timestampSchema.catch(0),
});
export type Visit = z.infer<typeof visitSchema> & z.infer<typeof shownSchema> & { id: string };

const MOST_OF_ONE = 10;

const all = () => collection(connection().db, 'visits');

function read(snapshot: DocumentSnapshot): Visit | null {
  const data = snapshot.data({ serverTimestamps: 'estimate' });
  const parsed = visitSchema.safeParse(data);
  return parsed.success ? { id: snapshot.id, ...parsed.data, ...shownSchema.parse(data) } : null;
}

/** The visits that were recorded for an appointment, the one that counts first (contract, section 4). */
export function watchVisitsOf(
  appointmentId: string,
  tell: (visits: Visit[]) => void,
  fail: (error: Error) => void,
): () => void {
  return watchAll(
    query(all(), where('appointmentId', '==', appointmentId), limit(MOST_OF_ONE)),
    read,
    (visits) => {
      const isDone = ({ status }: Visit): number => Number(status === 'visit_done');
      tell(visits.sort((a, b) => isDone(b) - isDone(a) || b.statusAt - a.statusAt));
    },
    fail,
  );
}

/** What came of a visit: «Registrar Visita». */
export interface Registered {
  outcome: VisitOutcome | null;
  offer: Offer | null;
  notes: string;
}

export async function registerVisit(
  appointmentId: string,
  { outcome, offer, notes }: Registered,
): Promise<void> {
  await addDoc(all(), {
    appointmentId,
    status: 'visit_done',
    ...(outcome !== null && { outcome }),
    ...(offer !== null && { offer }),
    ...(notes !== '' && { notes }),
    ...stampsOfCreation(),
  });
}

/** Corrects what was recorded: the lead follows. */
export async function correctVisit(
  id: string,
  { outcome, offer, notes }: Registered,
): Promise<void> {
  await updateDoc(doc(all(), id), {
    status: 'visit_done',
    outcome: outcome ?? deleteField(),
    offer: offer ?? deleteField(),
    notes: notes === '' ? deleteField() : notes,
    ...stampsOfState(),
  });
}
