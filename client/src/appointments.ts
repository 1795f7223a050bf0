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
  createSources,
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

/** Schedules several appointments in one commit: all of them, or none. Each has an `id` from `chooseId`. */
export async function scheduleAppointments(
  client: EmbudoClient,
  appointments: readonly (NewAppointment & { id: string })[],
  { signal }: WriteOptions = {},
): Promise<void> {
  const created = appointments.map(({ id, ...appointment }) => ({
    source: sourceOf(id),
    fields: { ...encodeFields(appointment), status: INITIAL_APPOINTMENT_STATUS },
  }));
  await createSources(client, created, { signal });
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

/**
 * Whether a customer asked for an appointment, and staff have neither confirmed it nor given it an hour. The fields may
 * be those of the stored document.
 */
export function isUnconfirmed({ requestedBy, confirmedAt }: Fields): boolean {
  return requestedBy === 'contact' && confirmedAt == null;
}

/**
 * Changes what a person has changed of an appointment as they saw it, `before`: null and an empty text remove a field. If
 * somebody else has changed one of these fields since, it rejects with {@link ChangedMeanwhileError}. A new time confirms
 * what a customer asked for. With `isAgain` one that is no longer open is scheduled again. Only staff may.
 */
export async function changeAppointment(
  client: EmbudoClient,
  before: Appointment,
  changes: AppointmentFields,
  { isAgain = false, signal }: WriteOptions & { isAgain?: boolean } = {},
): Promise<void> {
  const reopens = isAgain && !isOpenStatus(before.status);
  const fields = {
    ...encodeFields(changes),
    ...(reopens && { status: INITIAL_APPOINTMENT_STATUS }),
  };
  const decide = (stored: DocumentData): Fields => {
    const now = EDITABLE_FIELDS.filter((field) => changes[field] !== undefined).map((field) => {
      const value = readSchema.shape[field].safeParse(stored[field]).data ?? null;
      if (value !== before[field] && value !== readAs(field, changes[field])) {
        throw new ChangedMeanwhileError(field, value);
      }
      return { field, value };
    });
    const isMoved = now.some(
      ({ field, value }) => field === 'startsAt' && value !== readAs(field, changes[field]),
    );
    const isConfirmed = isMoved && isUnconfirmed(stored);
    return { ...fields, ...(isConfirmed && { confirmedAt: serverTimestamp() }) };
  };
  await updateSource(client, sourceOf(before.id), decide, signal);
}

const EDITABLE_FIELDS = [
  ...(['startsAt', 'endsAt', 'listingId', 'prospectId'] as const),
  ...(['agentId', 'type', 'place', 'notes'] as const),
];

/** A field as it is read once it is written. */
function readAs(field: keyof AppointmentFields, value: AppointmentFields[typeof field]): unknown {
  if (value instanceof Date) return microsOfMillis(value.getTime());
  if (field === 'notes' || field === 'place') return value ?? '';
  if (field === 'type') return value ?? 'Visita';
  return value === '' ? null : (value ?? null);
}

/** What a new time may come with. */
export interface Rescheduling {
  startsAt: Date;
  endsAt: Date;
  listingId?: string | null;
  place?: string | null;
}

/**
 * Gives an appointment a new time, and another listing or meeting place if they are there, as {@link changeAppointment}
 * does. One that was no longer open is scheduled again.
 */
export async function rescheduleAppointment(
  client: EmbudoClient,
  before: Appointment,
  wanted: Rescheduling,
  { signal }: WriteOptions = {},
): Promise<void> {
  await changeAppointment(client, before, wanted, { isAgain: true, signal });
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
