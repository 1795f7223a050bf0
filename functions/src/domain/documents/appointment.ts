import * as z from 'zod';
import { keyOf, optionalId, optionalWordOf, requiredId } from '../fields';
import { timestampSchema, type Micros } from '../time';

/** A button that sets a status. */
interface AppointmentAction {
  label: string;
  isDanger: boolean;
  /** Whether a `Visita` is set to it by hand, too. What is not is set by the visit that somebody registers. */
  isForVisits: boolean;
}

/** What one status of an appointment means, for the pipeline and for the board. */
interface AppointmentStatusMeaning {
  /** What an appointment with this status says about its viewing (docs/contract.md §4). */
  says: 'scheduled' | 'completed' | 'cancelled';
  /** Why a lead's status changed when an appointment got this status. */
  cause: `appointment.${string}`;
  /** The same, in words for the people at the agency. */
  reason: string;
  /** The viewing is still to come: it has a next date, and it is overdue once its time has passed. */
  isOpen: boolean;
  /** A visit that took place sets an appointment with this status to `Completed`. */
  isCompletedByVisit: boolean;
  /** Which clients may set it (docs/contract.md §7). `firestore.rules` enforces this separately. */
  setBy: readonly ('staff' | 'contact')[];
  /**
   * Whether the client came. Null if nobody was to come, or not yet. Reports on no-shows count it. Only of an
   * appointment whose time has come can it be known: of another, the board asks before it sets such a status.
   */
  clientCame: boolean | null;
  /** The button with which the agenda sets it on an open appointment. Null if the agenda does not offer it. */
  action: AppointmentAction | null;
  /** How the board shows it: its name, the tone of its chip, and its colour in charts (`fill-0` to `fill-9`). */
  shown: { name: string; tone: 'neutral' | 'good' | 'bad'; fill: number };
}

/**
 * The statuses of an appointment, and all that each of them means. To add a status, add an entry here, and
 * its name to the list in `firestore.rules`; if customers may set it, the rule for customers too. A test
 * compares the rules with this table.
 */
export const APPOINTMENT_STATUSES = {
  Scheduled: {
    says: 'scheduled',
    cause: 'appointment.scheduled',
    reason: 'Visita programada',
    isOpen: true,
    isCompletedByVisit: true,
    setBy: ['staff'],
    clientCame: null,
    action: null,
    shown: { name: 'Programada', tone: 'neutral', fill: 5 },
  },
  Completed: {
    says: 'completed',
    cause: 'appointment.completed',
    reason: 'Visita realizada, según la cita',
    isOpen: false,
    isCompletedByVisit: false,
    setBy: ['staff'],
    clientCame: true,
    action: { label: 'Marcar como realizada', isDanger: false, isForVisits: false },
    shown: { name: 'Realizada', tone: 'good', fill: 4 },
  },
  Cancelled: {
    says: 'cancelled',
    cause: 'appointment.cancelled',
    reason: 'Cita cancelada',
    isOpen: false,
    isCompletedByVisit: false,
    setBy: ['staff', 'contact'],
    clientCame: null,
    action: { label: 'Cancelar la cita', isDanger: true, isForVisits: true },
    shown: { name: 'Cancelada', tone: 'neutral', fill: 0 },
  },
  NoShow: {
    says: 'cancelled',
    cause: 'appointment.no_show',
    reason: 'El cliente no se presentó a la visita',
    isOpen: false,
    isCompletedByVisit: false,
    setBy: ['staff'],
    clientCame: false,
    action: { label: 'No se presentó', isDanger: false, isForVisits: true },
    shown: { name: 'No se presentó', tone: 'neutral', fill: 8 },
  },
} as const satisfies Readonly<Record<string, AppointmentStatusMeaning>>;
export type AppointmentStatus = keyof typeof APPOINTMENT_STATUSES;

/** The statuses, in the order of the table. */
export const APPOINTMENT_STATUS_LIST = Object.keys(
  APPOINTMENT_STATUSES,
) as readonly AppointmentStatus[];

/** The statuses of appointments that are still to come. */
export const OPEN_APPOINTMENT_STATUSES = APPOINTMENT_STATUS_LIST.filter(isOpenStatus);

export function isOpenStatus(status: AppointmentStatus): boolean {
  return APPOINTMENT_STATUSES[status].isOpen;
}

/** The statuses that a client may set (docs/contract.md §7). */
export function statusesSetBy(client: 'staff' | 'contact'): readonly AppointmentStatus[] {
  return APPOINTMENT_STATUS_LIST.filter((status) => {
    const { setBy }: AppointmentStatusMeaning = APPOINTMENT_STATUSES[status];
    return setBy.includes(client);
  });
}

/**
 * The status that a new appointment has. The rules let staff change an appointment's listing only in this
 * status, unless it has none yet, and customers cancel it only in this status.
 */
export const INITIAL_APPOINTMENT_STATUS: AppointmentStatus = 'Scheduled';

/** The status with which customers cancel their appointments. */
export const CANCELLED_APPOINTMENT_STATUS: AppointmentStatus = 'Cancelled';

/** The status that a visit gives to its open appointment when it took place. */
export const COMPLETED_APPOINTMENT_STATUS: AppointmentStatus = 'Completed';

/** Only a `Visita` changes the lead's status. The other types are linked to the lead and leave it alone. */
export const APPOINTMENT_TYPES = ['Visita', 'Reunión', 'Firma', 'Cierre', 'Viaje'] as const;
export type AppointmentType = (typeof APPOINTMENT_TYPES)[number];

/** The part of `appointments/{appointmentId}` that the pipeline reads (docs/contract.md §2). */
export const appointmentSchema = z.object({
  contactId: requiredId,
  listingId: optionalId,
  prospectId: optionalId,
  agentId: optionalId,
  status: keyOf(APPOINTMENT_STATUSES),
  type: optionalWordOf(APPOINTMENT_TYPES).transform((type) => type ?? 'Visita'),
  startsAt: timestampSchema.nullable().catch(null),
  endsAt: timestampSchema.nullable().catch(null),
  /** `contact`: the customer asked for it in person (docs/contract.md §7). Any other value counts as absent. */
  requestedBy: z.literal('contact').nullable().catch(null),
});
export type Appointment = z.infer<typeof appointmentSchema>;

/** Whether an appointment has not begun yet: nobody can know how it went. */
export function isToCome({ startsAt }: Pick<Appointment, 'startsAt'>, now: Micros): boolean {
  return startsAt !== null && startsAt > now;
}

/** Whether a viewing should have ended before `now`, and nobody has recorded its outcome. */
export function isOverdue({ status, type, startsAt, endsAt }: Appointment, now: Micros): boolean {
  const end = endsAt ?? startsAt;
  return isOpenStatus(status) && type === 'Visita' && end !== null && end < now;
}
