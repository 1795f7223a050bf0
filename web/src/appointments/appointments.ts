import {
  collection,
  doc,
  getDocsFromServer,
  limit,
  orderBy,
  query,
  Timestamp,
  where,
  type DocumentData,
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
import type { SourceRef } from '#domain/documents/sourceRef';
import { microsOfMillis } from '#domain/time';
import { noteAgent } from '../shared/agents';
import { dateOf } from '../shared/calendar';
import type { Fields } from '../shared/changes';
import { connection } from '../shared/firebase/connection';
import { watchAll, watchOne } from '../shared/snapshots';
import { createSource, updateSource, WriteRefused } from '../shared/writes';
import { LONGEST, type Span } from './doubleBooking';

/** An appointment as the screens show it. */
const shownSchema = appointmentSchema.extend({
  notes: z.string().catch(''),
  leadId: z.string().nullable().catch(null),
});
export type Appointment = z.infer<typeof shownSchema> & { id: string };

/** Null if the document cannot be used. «Rechazados» lists those. */
function parseAppointment(snapshot: DocumentSnapshot): Appointment | null {
  const parsed = shownSchema.safeParse(snapshot.data({ serverTimestamps: 'estimate' }));
  if (!parsed.success) return null;
  noteAgent(parsed.data.agentId);
  return { id: snapshot.id, ...parsed.data };
}

const getCollection = () => collection(connection().db, 'appointments');
const getRef = (id: string) => doc(connection().db, 'appointments', id);
const getSource = (id: string): SourceRef => ({ collection: 'appointments', id });

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

/**
 * Reads the appointments of an agent or of a contact that may take place at the same time as another. It asks the server,
 * and fails without a network: what the device has kept may lack the newest.
 */
export async function readOf(
  field: 'agentId' | 'contactId',
  whose: string,
  { startsAt, endsAt }: Span,
): Promise<Appointment[]> {
  const { docs } = await getDocsFromServer(
    query(
      getCollection(),
      where(field, '==', whose),
      where('startsAt', '>', Timestamp.fromDate(dateOf(startsAt - LONGEST))),
      where('startsAt', '<', Timestamp.fromDate(dateOf(endsAt))),
      orderBy('startsAt'),
      limit(MAX_LISTED),
    ),
  );
  return docs.map(parseAppointment).filter((each) => each !== null);
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

/** Creates an appointment under an id that was chosen before the first try ({@link chooseId}). */
export async function schedule(
  id: string,
  { startsAt, endsAt, notes, type, ...others }: NewAppointment,
  signal?: AbortSignal,
): Promise<void> {
  await createSource(
    getSource(id),
    {
      ...others,
      type: type ?? null,
      startsAt: Timestamp.fromDate(startsAt),
      endsAt: Timestamp.fromDate(endsAt),
      notes: notes === '' ? null : notes,
      status: INITIAL_APPOINTMENT_STATUS,
    },
    signal,
  );
}

/**
 * Gives an appointment a new time, and another listing if `listingId` is there (null removes it). An
 * appointment that was no longer open is scheduled again. `before` is the appointment as the person saw it:
 * if somebody else has changed its time since, it is refused.
 */
export async function reschedule(
  before: Appointment,
  { startsAt, endsAt, listingId }: { startsAt: Date; endsAt: Date; listingId?: string | null },
  signal?: AbortSignal,
): Promise<void> {
  const wanted = {
    startsAt: Timestamp.fromDate(startsAt),
    endsAt: Timestamp.fromDate(endsAt),
    ...(listingId !== undefined && { listingId }),
    ...(!isOpenStatus(before.status) && { status: INITIAL_APPOINTMENT_STATUS }),
  };
  const decide = (stored: DocumentData): Fields => {
    const times = shownSchema.pick({ startsAt: true, endsAt: true }).parse(stored);
    const isWanted = times.startsAt === microsOfMillis(startsAt.getTime());
    if (!isWanted && (times.startsAt !== before.startsAt || times.endsAt !== before.endsAt)) {
      throw new WriteRefused(
        'Alguien ha cambiado la hora de esta cita mientras tanto: ciérralo y mira la nueva.',
      );
    }
    return wanted;
  };
  await updateSource(getSource(before.id), decide, signal);
}

export async function setStatus(
  id: string,
  status: AppointmentStatus,
  signal?: AbortSignal,
): Promise<void> {
  await updateSource(getSource(id), () => ({ status }), signal);
}

export const nowMicros = (): number => microsOfMillis(Date.now());
