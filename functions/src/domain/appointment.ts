import * as z from 'zod';
import { copiedId, keyOf, optionalId, requiredId } from './fields';
import { timestampSchema, type Micros } from './time';

/**
 * The statuses of an appointment: what each says of its viewing, and its cause in the history.
 * Adding one is adding a line (contract, sections 1 and 4).
 */
export const APPOINTMENT_STATUSES = {
  Scheduled: { says: 'scheduled', cause: 'appointment.scheduled' },
  Completed: { says: 'completed', cause: 'appointment.completed' },
  Cancelled: { says: 'cancelled', cause: 'appointment.cancelled' },
  NoShow: { says: 'cancelled', cause: 'appointment.no_show' },
} as const;
export type AppointmentStatus = keyof typeof APPOINTMENT_STATUSES;

/** Only a `Visita` speaks of the lead's status; the other types are linked and leave it alone. */
export const APPOINTMENT_TYPES = ['Visita', 'Reunión', 'Firma', 'Cierre', 'Viaje'] as const;
export type AppointmentType = (typeof APPOINTMENT_TYPES)[number];

/** The part of `appointments/{appointmentId}` that the pipeline reads (contract, section 2). */
export const appointmentSchema = z.object({
  contactId: requiredId,
  listingId: optionalId,
  prospectId: copiedId,
  agentId: copiedId,
  status: keyOf(APPOINTMENT_STATUSES),
  type: z
    .enum(APPOINTMENT_TYPES)
    .nullish()
    .transform((type) => type ?? 'Visita'),
  startsAt: timestampSchema.nullable().catch(null),
  endsAt: timestampSchema.nullable().catch(null),
});
export type Appointment = z.infer<typeof appointmentSchema>;

/** Whether a viewing was to be over before `now`, and nobody has said what became of it. */
export function isOverdue({ status, type, startsAt, endsAt }: Appointment, now: Micros): boolean {
  const end = endsAt ?? startsAt;
  return status === 'Scheduled' && type === 'Visita' && end !== null && end < now;
}
