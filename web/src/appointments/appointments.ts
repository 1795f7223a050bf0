import {
  addDoc,
  collection,
  deleteField,
  doc,
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
  INITIAL_APPOINTMENT_STATUS,
  isOpenStatus,
  OPEN_APPOINTMENT_STATUSES,
  type AppointmentStatus,
  type AppointmentType,
} from '#domain/documents/appointment';
import { microsOfMillis } from '#domain/time';
import { connection } from '../shared/firebase/connection';
import { stampChange, stampCreation, stampState } from '../shared/stamps';
import { watchAll, watchOne } from '../shared/snapshots';

/** An appointment as the screens show it. */
const shownSchema = appointmentSchema.extend({
  notes: z.string().catch(''),
  leadId: z.string().nullable().catch(null),
});
export type Appointment = z.infer<typeof shownSchema> & { id: string };

/** Null if the document cannot be used. «Rechazados» lists those. */
function parseAppointment(snapshot: DocumentSnapshot): Appointment | null {
  const parsed = shownSchema.safeParse(snapshot.data({ serverTimestamps: 'estimate' }));
  return parsed.success ? { id: snapshot.id, ...parsed.data } : null;
}

const getCollection = () => collection(connection().db, 'appointments');
const getRef = (id: string) => doc(connection().db, 'appointments', id);

/** The limit of a list of appointments. An agency has fewer of them in a week. */
export const MAX_LISTED = 200;

type OnChange = (appointments: Appointment[]) => void;
type OnError = (error: Error) => void;

/** Watches the appointments that begin from `from` until before `until`, of one agent or of all. */
export function watchBetween(
  { from, until, agent }: { from: Date; until: Date; agent: string | null },
  onChange: OnChange,
  onError: OnError,
): () => void {
  const constraints: QueryConstraint[] = [
    ...filterByAgent(agent),
    where('startsAt', '>=', Timestamp.fromDate(from)),
    where('startsAt', '<', Timestamp.fromDate(until)),
    orderBy('startsAt'),
    limit(MAX_LISTED),
  ];
  return watchAll(query(getCollection(), ...constraints), parseAppointment, onChange, onError);
}

/** The limit of the list of appointments without an outcome. */
export const MAX_OVERDUE = 30;

/** Watches the appointments that have begun and are still open, the latest first. */
export function watchStarted(
  agent: string | null,
  onChange: OnChange,
  onError: OnError,
): () => void {
  const constraints: QueryConstraint[] = [
    ...filterByAgent(agent),
    where('status', 'in', OPEN_APPOINTMENT_STATUSES),
    where('startsAt', '<', Timestamp.now()),
    orderBy('startsAt', 'desc'),
    limit(MAX_OVERDUE),
  ];
  return watchAll(query(getCollection(), ...constraints), parseAppointment, onChange, onError);
}

function filterByAgent(agent: string | null): QueryConstraint[] {
  return agent === null ? [] : [where('agentId', '==', agent)];
}

/** Watches a customer's own appointments. */
export function watchOwn(contactId: string, onChange: OnChange, onError: OnError): () => void {
  const own = query(getCollection(), where('contactId', '==', contactId), limit(MAX_LISTED));
  return watchAll(own, parseAppointment, onChange, onError);
}

/** Watches one appointment. Null if it does not exist or cannot be used. */
export function watchAppointment(
  id: string,
  onChange: (appointment: Appointment | null) => void,
  onError: OnError,
): () => void {
  return watchOne(getRef(id), parseAppointment, onChange, onError);
}

/** The fields of a new appointment, as a form has them. */
export interface NewAppointment {
  contactId: string;
  listingId: string | null;
  startsAt: Date;
  endsAt: Date;
  notes: string;
  /** Only staff may write these three fields. */
  type?: AppointmentType;
  agentId?: string | null;
  prospectId?: string | null;
  /** Only a customer writes it, and has to. */
  requestedBy?: 'contact';
}

export async function schedule(appointment: NewAppointment): Promise<string> {
  const { contactId, listingId, startsAt, endsAt, notes, type, agentId, prospectId, requestedBy } =
    appointment;
  const added = await addDoc(getCollection(), {
    contactId,
    ...(listingId !== null && { listingId }),
    startsAt: Timestamp.fromDate(startsAt),
    endsAt: Timestamp.fromDate(endsAt),
    ...(notes !== '' && { notes }),
    ...(type !== undefined && { type }),
    ...(agentId != null && { agentId }),
    ...(prospectId != null && { prospectId }),
    ...(requestedBy !== undefined && { requestedBy }),
    status: INITIAL_APPOINTMENT_STATUS,
    ...stampCreation(),
  });
  return added.id;
}

/**
 * Gives an appointment a new time, and another listing if `listingId` is there (null removes it). An
 * appointment that was no longer open is scheduled again.
 */
export async function reschedule(
  { id, status }: Pick<Appointment, 'id' | 'status'>,
  { startsAt, endsAt, listingId }: { startsAt: Date; endsAt: Date; listingId?: string | null },
): Promise<void> {
  await updateDoc(getRef(id), {
    startsAt: Timestamp.fromDate(startsAt),
    endsAt: Timestamp.fromDate(endsAt),
    ...(listingId !== undefined && { listingId: listingId ?? deleteField() }),
    ...(isOpenStatus(status)
      ? stampChange()
      : { status: INITIAL_APPOINTMENT_STATUS, ...stampState() }),
  });
}

export async function setStatus(id: string, status: AppointmentStatus): Promise<void> {
  await updateDoc(getRef(id), { status, ...stampState() });
}

export const nowMicros = (): number => microsOfMillis(Date.now());
