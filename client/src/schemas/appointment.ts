import * as z from 'zod';
import {
  APPOINTMENT_STATUS_LIST,
  APPOINTMENT_TYPES,
} from '../../../functions/src/domain/documents/appointment';
import { id, linkFields, optionalId, stampFields, text, timestamp } from './fields';

/** `appointments/{appointmentId}` */
export const appointmentDocumentSchema = z
  .object({
    contactId: id,
    listingId: optionalId,
    prospectId: optionalId,
    status: z.enum(APPOINTMENT_STATUS_LIST),
    type: z.enum(APPOINTMENT_TYPES).optional().describe('Absent means `Visita`.'),
    startsAt: timestamp.optional(),
    endsAt: timestamp.optional().describe('After `startsAt`.'),
    agentId: id.optional().describe('An Auth uid.'),
    notes: text().optional().describe('The customer can read them.'),
    place: text(200).optional().describe('Where to meet.'),
    requestedBy: z.literal('contact').optional().describe('The customer asked for it in person.'),
    confirmedAt: timestamp
      .optional()
      .describe('When staff confirmed what the customer asked for: the request’s time.'),
    ...stampFields,
    ...linkFields,
  })
  .describe('A date in the calendar with a contact: appointments/{appointmentId}');
export type AppointmentDocument = z.infer<typeof appointmentDocumentSchema>;
