import * as z from 'zod';
import { MAX_TEXT_LENGTH } from '../../../functions/src/domain/enquiries/inboundMail';
import { text, timestamp } from './fields';

/** `inbox/{mailId}` */
export const inboxMailDocumentSchema = z
  .object({
    from: z.string(),
    subject: z.string(),
    text: text(MAX_TEXT_LENGTH),
    receivedAt: timestamp,
    state: z.enum(['open', 'done']),
    enquiryId: z.string().optional().describe('The enquiry that it answers.'),
    contactId: z.string().optional().describe('Of the enquiry or mail that it answers.'),
    updatedBy: z.string().optional().describe('The uid of whoever set it to `done`.'),
    updatedAt: timestamp.optional(),
  })
  .describe('A mail that no parser understood: inbox/{mailId}');
export type InboxMailDocument = z.infer<typeof inboxMailDocumentSchema>;
