import { z } from 'zod';
import { copiedId, keyOf, optionalId, requiredId } from './fields';

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
});
export type Appointment = z.infer<typeof appointmentSchema>;
