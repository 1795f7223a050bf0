import * as z from 'zod';
import { ATTENTION_REASONS } from '../../../functions/src/domain/leads/attention';
import { LISTING_STATUSES } from '../../../functions/src/domain/leads/listingStatus';
import { LEAD_STATUSES } from '../../../functions/src/domain/leadStatus';
import { originSchema } from './enquiry';
import { text, timestamp } from './fields';
import { offerSchema } from '../../../functions/src/domain/documents/visit';

const optionalText = z.string().nullable();
const status = z.enum(LEAD_STATUSES);

/** `leads/{leadId}` */
export const leadDocumentSchema = z
  .object({
    contactId: optionalText.describe('Null on a lead that is of nobody any more.'),
    listingId: optionalText.describe('Null while there is none.'),
    prospectId: optionalText,
    status,
    source: z
      .string()
      .optional()
      .describe('`Appointment`, `Visit` or `Enquiry`, or an older system’s word.'),
    origin: originSchema.nullable().optional(),
    assignedTo: optionalText.describe('The uid of its agent.'),
    missingInfo: z.array(z.enum(['listingId', 'prospectId'])),
    nextViewingAt: timestamp.nullable().describe('It may have passed.'),
    offer: offerSchema
      .extend({ at: timestamp })
      .nullable()
      .optional()
      .describe('The newest offer that its visits name, and since when; null if there is none.'),
    attention: z
      .object({ at: timestamp, why: z.enum(ATTENTION_REASONS) })
      .nullable()
      .optional()
      .describe('From when on it needs somebody, and why; null if it is closed.'),
    listingStatus: z
      .enum(LISTING_STATUSES)
      .optional()
      .describe('What an open lead knows of its listing; absent if nothing.'),
    listingStatusAt: timestamp
      .optional()
      .describe('The `updateTime` of the listing’s version that said so.'),
    createdAt: timestamp,
    updatedAt: timestamp,
    statusChangedAt: timestamp,
    closed: z
      .object({
        outcome: z.enum(['won', 'lost', 'moved']),
        reason: z.string(),
        leadId: z.string().optional().describe('Where its last viewing went.'),
      })
      .optional()
      .describe('Only while it is `Cerrado`.'),
    notes: text().optional(),
    tags: z.array(text(40)).max(20).optional(),
    followUpAt: timestamp.nullable().optional().describe('Staff put it off until then.'),
    anonymisedAt: timestamp.optional().describe('Since when it is of nobody.'),
    enquiries: z
      .array(z.unknown())
      .optional()
      .describe('What reports count of its enquiries, once it is of nobody.'),
    viewings: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('The server’s own bookkeeping.'),
    history: z
      .looseObject({ seq: z.number().int().positive(), status })
      .optional()
      .describe('The newest history entry, repeated. The server’s own bookkeeping.'),
    replaced: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Values of an older system that the server could not use.'),
  })
  .describe('One contact’s interest in one listing, or in none yet: leads/{leadId}');
export type LeadDocument = z.infer<typeof leadDocumentSchema>;
