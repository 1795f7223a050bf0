import {
  collection,
  doc,
  getDocsFromServer,
  limit as limitTo,
  orderBy,
  query,
  serverTimestamp,
  Timestamp,
  where,
  type CollectionReference,
  type DocumentData,
  type DocumentSnapshot,
  type QueryConstraint,
} from 'firebase/firestore';
import * as z from 'zod';
import {
  appointmentSchema,
  CANCELLED_APPOINTMENT_STATUS,
  INITIAL_APPOINTMENT_STATUS,
  isOpenStatus,
  type AppointmentStatus,
  type AppointmentType,
} from '../../functions/src/domain/documents/appointment';
import { microsOfMillis, timestampSchema } from '../../functions/src/domain/time';
import { withoutEmptyTexts, type Fields } from './changes';
import type { EmbudoClient } from './client';
import { ChangedMeanwhileError } from './errors';
import { watchAll, watchOne, type OnError, type Stop } from './watch';
import {
  chooseId,
  createSource,
  updateSource,
  type CreateOptions,
  type WriteOptions,
} from './writes';

/** What the pipeline reads of an appointment, and what only people read. */
const readSchema = appointmentSchema.extend({
  notes: z.string().catch(''),
  place: z.string().catch(''),
  leadId: z.string().nullable().catch(null),
  confirmedAt: timestampSchema.nullable().catch(null),
});
/** An appointment as it is read (docs/contract.md §2). Its times are `Micros`. */
export type Appointment = z.infer<typeof readSchema> & { id: string };

/** Null if the document cannot be used: its `leadSync` says why. */
export function parseAppointment(snapshot: DocumentSnapshot): Appointment | null {
  const parsed = readSchema.safeParse(snapshot.data({ serverTimestamps: 'estimate' }));
  return parsed.success ? { id: snapshot.id, ...parsed.data } : null;
}

export const collectionOf = ({ db }: EmbudoClient): CollectionReference =>
  collection(db, 'appointments');
export const sourceOf = (id: string) => ({ collection: 'appointments', id }) as const;

/** What people edit of an appointment. Null and an empty text remove a field. */
export interface AppointmentFields {
  /** Once it has one, the rules let only a `Scheduled` appointment change it. */
  listingId?: string | null;
  startsAt?: Date | null;
  /** Needs a `startsAt` before it. */
  endsAt?: Date | null;
  notes?: string | null;
  /** Only staff may write the following fields. */
  type?: AppointmentType | null;
  agentId?: string | null;
  prospectId?: string | null;
  place?: string | null;
}

export interface NewAppointment extends AppointmentFields {
  contactId: string;
  /** A customer has to write it, and staff may not. */
  requestedBy?: 'contact';
}

/** Schedules an appointment. Resolves to its id. */
export async function scheduleAppointment(
  client: EmbudoClient,
  appointment: NewAppointment,
  { id = chooseId(client, 'appointments'), signal }: CreateOptions = {},
): Promise<string> {
  const fields = { ...encodeFields(appointment), status: INITIAL_APPOINTMENT_STATUS };
  await createSource(client, sourceOf(id), fields, signal);
  return id;
}

/** Changes what people edit of an appointment, as it is given. Only staff may. */
export async function editAppointment(
  client: EmbudoClient,
  id: string,
  changes: AppointmentFields,
  { signal }: WriteOptions = {},
): Promise<void> {
  const fields = encodeFields(changes);
  await updateSource(client, sourceOf(id), () => fields, signal);
}

/** What a new time may come with. */
export interface Rescheduling {
  startsAt: Date;
  endsAt: Date;
  listingId?: string | null;
  place?: string | null;
}

/**
 * Whether a customer asked for an appointment, and staff have neither confirmed it nor given it an hour. The fields may
 * be those of the stored document.
 */
export function isUnconfirmed({ requestedBy, confirmedAt }: Fields): boolean {
  return requestedBy === 'contact' && confirmedAt == null;
}

/**
 * Gives an appointment a new time, and another listing or meeting place if they are there (null removes them). One that
 * was no longer open is scheduled again, and a new time confirms what a customer asked for. `before` is the appointment as the person saw it: if somebody else has changed
 * its time or its place since, it rejects with {@link ChangedMeanwhileError}.
 */
export async function rescheduleAppointment(
  client: EmbudoClient,
  before: Pick<Appointment, 'id' | 'status' | 'startsAt' | 'endsAt' | 'place'>,
  { startsAt, endsAt, listingId, place }: Rescheduling,
  { signal }: WriteOptions = {},
): Promise<void> {
  const wanted = {
    ...encodeFields({
      startsAt,
      endsAt,
      ...(listingId !== undefined && { listingId }),
      ...(place !== undefined && { place }),
    }),
    ...(!isOpenStatus(before.status) && { status: INITIAL_APPOINTMENT_STATUS }),
  };
  const decide = (stored: DocumentData): Fields => {
    const now = readSchema.pick({ startsAt: true, endsAt: true, place: true }).parse(stored);
    const isWanted = now.startsAt === microsOfMillis(startsAt.getTime());
    if (!isWanted && (now.startsAt !== before.startsAt || now.endsAt !== before.endsAt)) {
      throw new ChangedMeanwhileError('startsAt', now.startsAt);
    }
    if (place !== undefined && now.place !== before.place && now.place !== (place ?? '')) {
      throw new ChangedMeanwhileError('place', now.place);
    }
    const isConfirmed = !isWanted && isUnconfirmed(stored);
    return { ...wanted, ...(isConfirmed && { confirmedAt: serverTimestamp() }) };
  };
  await updateSource(client, sourceOf(before.id), decide, signal);
}

/** Sets the status of an appointment. Staff may set any; customers use {@link cancelAppointment}. */
export async function setAppointmentStatus(
  client: EmbudoClient,
  id: string,
  status: AppointmentStatus,
  { signal }: WriteOptions = {},
): Promise<void> {
  await updateSource(client, sourceOf(id), () => ({ status }), signal);
}

/** Cancels an appointment. Customers may cancel their own while it is `Scheduled`. */
export async function cancelAppointment(
  client: EmbudoClient,
  id: string,
  options?: WriteOptions,
): Promise<void> {
  await setAppointmentStatus(client, id, CANCELLED_APPOINTMENT_STATUS, options);
}

export function encodeFields({ startsAt, endsAt, ...texts }: AppointmentFields): Fields {
  return {
    ...withoutEmptyTexts(texts),
    ...(startsAt !== undefined && { startsAt: startsAt && Timestamp.fromDate(startsAt) }),
    ...(endsAt !== undefined && { endsAt: endsAt && Timestamp.fromDate(endsAt) }),
  };
}

/** The limit of a list of appointments. An agency has fewer of them in a week. */
export const MAX_APPOINTMENTS = 200;

type OnChange = (appointments: Appointment[]) => void;

/** Watches the appointments that begin from `from` until before `until`, of one agent or of all. Only staff may. */
export function watchAppointments(
  client: EmbudoClient,
  { from, until, agent }: { from: Date; until: Date; agent: string | null },
  onChange: OnChange,
  onError: OnError,
): Stop {
  const constraints: QueryConstraint[] = [
    ...filterByAgent(agent),
    where('startsAt', '>=', Timestamp.fromDate(from)),
    where('startsAt', '<', Timestamp.fromDate(until)),
    orderBy('startsAt'),
    limitTo(MAX_APPOINTMENTS),
  ];
  const found = query(collectionOf(client), ...constraints);
  return watchAll(client, found, parseAppointment, onChange, onError);
}

function filterByAgent(agent: string | null): QueryConstraint[] {
  return agent === null ? [] : [where('agentId', '==', agent)];
}

/** Watches a customer's own appointments. */
export function watchOwnAppointments(
  client: EmbudoClient,
  contactId: string,
  onChange: OnChange,
  onError: OnError,
): Stop {
  const constraints = [where('contactId', '==', contactId), limitTo(MAX_APPOINTMENTS)];
  const found = query(collectionOf(client), ...constraints);
  return watchAll(client, found, parseAppointment, onChange, onError);
}

/** Watches one appointment. Null if it does not exist or cannot be used. */
export function watchAppointment(
  client: EmbudoClient,
  id: string,
  onChange: (appointment: Appointment | null) => void,
  onError: OnError,
): Stop {
  return watchOne(client, doc(collectionOf(client), id), parseAppointment, onChange, onError);
}

/**
 * Reads the appointments of an agent or of a contact that begin between two times. It asks the server, and fails
 * without a network: what the device has kept may lack the newest.
 */
export async function readAppointmentsOf(
  client: EmbudoClient,
  field: 'agentId' | 'contactId',
  whose: string,
  { after, before }: { after: Date; before: Date },
): Promise<Appointment[]> {
  const { docs } = await getDocsFromServer(
    query(
      collectionOf(client),
      where(field, '==', whose),
      where('startsAt', '>', Timestamp.fromDate(after)),
      where('startsAt', '<', Timestamp.fromDate(before)),
      orderBy('startsAt'),
      limitTo(MAX_APPOINTMENTS),
    ),
  );
  return docs.map(parseAppointment).filter((each) => each !== null);
}
