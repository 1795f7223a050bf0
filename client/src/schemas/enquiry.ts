import * as z from 'zod';
import {
  ENQUIRY_CHANNELS,
  ENQUIRY_STATUS_LIST,
  MAX_ORIGIN_LENGTH,
} from '../../../functions/src/domain/documents/enquiry';
import { MAX_EXTERNAL_ID_LENGTH } from '../../../functions/src/domain/enquiries/receivedEnquiry';
import { id, linkFields, optionalId, stampFields, text } from './fields';

export const originSchema = z.object({
  portal: text(MAX_ORIGIN_LENGTH).optional(),
  campaign: text(MAX_ORIGIN_LENGTH).optional(),
});

/** `enquiries/{enquiryId}` */
export const enquiryDocumentSchema = z
  .object({
    contactId: id,
    listingId: optionalId,
    prospectId: optionalId,
    status: z.enum(ENQUIRY_STATUS_LIST),
    channel: z.enum(ENQUIRY_CHANNELS),
    origin: originSchema.optional(),
    message: text().optional(),
    agentId: id.optional().describe('An Auth uid.'),
    externalId: text(MAX_EXTERNAL_ID_LENGTH).optional().describe('The sender’s own id of it.'),
    ...stampFields,
    ...linkFields,
  })
  .describe('Interest before there is a date: enquiries/{enquiryId}');
export type EnquiryDocument = z.infer<typeof enquiryDocumentSchema>;
