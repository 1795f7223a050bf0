import {
  addDoc,
  collection,
  deleteField,
  doc,
  documentId as byId,
  limit,
  orderBy,
  query,
  Timestamp,
  updateDoc,
  where,
  type DocumentSnapshot,
  type QueryConstraint,
} from 'firebase/firestore';
import { z } from 'zod';
import {
  appointmentSchema,
  type AppointmentStatus,
  type AppointmentType,
} from '#domain/appointment';
import { microsOfMillis } from '#domain/time';
import { connection } from '../firebase/connection';
import { stampsOfChange, stampsOfCreation, stampsOfState } from './saving';
import { watchAll, watchOne } from './watching';

/** An appointment as the screens show it. */
const shownSchema = appointmentSchema.extend({
  notes: z.string().catch(''),
  leadId: z.string().nullable().catch(null),
});
export type Appointment = z.infer<typeof shownSchema> & { id: string };

/** Null where the document cannot be used: those are told of under «Rechazados». */
function read(snapshot: DocumentSnapshot): Appointment | null {
  const parsed = shownSchema.safeParse(snapshot.data({ serverTimestamps: 'estimate' }));
  return parsed.success ? { id: snapshot.id, ...parsed.data } : null;
}

const all = () => collection(connection().db, 'appointments');
const one = (id: string) => doc(connection().db, 'appointments', id);

/** The most appointments that a list shows: a day or a week of an agency has fewer. */
export const MOST_LISTED = 200;

type Tell = (appointments: Appointment[]) => void;
type Fail = (error: Error) => void;

/** Those that begin from `from` and before `until`, of one agent or of all. */
export function watchBetween(
  { from, until, agent }: { from: Date; until: Date; agent: string | null },
  tell: Tell,
  fail: Fail,
): () => void {
  const constraints: QueryConstraint[] = [
    ...(agent === null ? [] : [where('agentId', '==', agent)]),
    where('startsAt', '>=', Timestamp.fromDate(from)),
    where('startsAt', '<', Timestamp.fromDate(until)),
    orderBy('startsAt'),
    limit(MOST_LISTED),
  ];
  return watchAll(query(all(), ...constraints), read, tell, fail);
}

/** How many appointments without an outcome are shown; the latest come first. */
export const MOST_WAITING = 30;

/** Those that have begun and that nobody has said anything of since, the latest first. */
export function watchBegun(agent: string | null, tell: Tell, fail: Fail): () => void {
  const constraints: QueryConstraint[] = [
    ...(agent === null ? [] : [where('agentId', '==', agent)]),
    where('status', '==', 'Scheduled' satisfies AppointmentStatus),
    where('startsAt', '<', Timestamp.now()),
    orderBy('startsAt', 'desc'),
    limit(MOST_WAITING),
  ];
  return watchAll(query(all(), ...constraints), read, tell, fail);
}

/** A customer's own. */
export function watchOwn(contactId: string, tell: Tell, fail: Fail): () => void {
  const asked = query(all(), where('contactId', '==', contactId), limit(MOST_LISTED));
  return watchAll(asked, read, tell, fail);
}

/** Firestore takes this many ids in one query. */
export const MOST_BY_ID = 30;

export function watchByIds(ids: readonly string[], tell: Tell): () => void {
  const asked = query(all(), where(byId(), 'in', ids.slice(0, MOST_BY_ID)));
  return watchAll(asked, read, tell, () => {
    tell([]);
  });
}

/** Tells null where there is none, or none that can be used. */
export function watchAppointment(
  id: string,
  tell: (appointment: Appointment | null) => void,
  fail: Fail,
): () => void {
  return watchOne(one(id), read, tell, fail);
}

/** What a form says of an appointment. */
export interface Scheduled {
  contactId: string;
  listingId: string | null;
  startsAt: Date;
  endsAt: Date;
  notes: string;
  /** Only staff say these. */
  type?: AppointmentType;
  agentId?: string | null;
  prospectId?: string | null;
}

export async function schedule(asked: Scheduled): Promise<string> {
  const { contactId, listingId, startsAt, endsAt, notes, type, agentId, prospectId } = asked;
  const added = await addDoc(all(), {
    contactId,
    ...(listingId !== null && { listingId }),
    startsAt: Timestamp.fromDate(startsAt),
    endsAt: Timestamp.fromDate(endsAt),
    ...(notes !== '' && { notes }),
    ...(type !== undefined && { type }),
    ...(agentId != null && { agentId }),
    ...(prospectId != null && { prospectId }),
    status: 'Scheduled' satisfies AppointmentStatus,
    ...stampsOfCreation(),
  });
  return added.id;
}

/**
 * A new time, and another listing where one is given (null takes it away); an appointment that was not to
 * take place any more is scheduled again by it.
 */
export async function reschedule(
  { id, status }: Pick<Appointment, 'id' | 'status'>,
  { startsAt, endsAt, listingId }: { startsAt: Date; endsAt: Date; listingId?: string | null },
): Promise<void> {
  const isAnew = status !== 'Scheduled';
  await updateDoc(one(id), {
    startsAt: Timestamp.fromDate(startsAt),
    endsAt: Timestamp.fromDate(endsAt),
    ...(listingId !== undefined && { listingId: listingId ?? deleteField() }),
    ...(isAnew ? { status: 'Scheduled', ...stampsOfState() } : stampsOfChange()),
  });
}

export async function setStatus(id: string, status: AppointmentStatus): Promise<void> {
  await updateDoc(one(id), { status, ...stampsOfState() });
}

export const nowMicros = (): number => microsOfMillis(Date.now());
