import * as z from 'zod';
import {
  offerSchema,
  VISIT_OUTCOMES,
  VISIT_STATUSES,
} from '../../../functions/src/domain/documents/visit';
import { id, linkFields, optionalId, stampFields, text } from './fields';

/** `visits/{visitId}` */
export const visitDocumentSchema = z
  .object({
    appointmentId: id.optional(),
    contactId: optionalId.describe('Needed where there is no appointment.'),
    listingId: optionalId.describe('Needed where there is no appointment.'),
    status: z.enum(VISIT_STATUSES),
    outcome: z.enum(VISIT_OUTCOMES).optional(),
    offer: offerSchema.optional(),
    notes: text().optional(),
    ...stampFields,
    ...linkFields,
  })
  .describe('The record that a visit took place: visits/{visitId}');
export type VisitDocument = z.infer<typeof visitDocumentSchema>;
