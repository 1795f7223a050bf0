import * as z from 'zod';
import { LISTING_STATUSES } from '../../../functions/src/domain/leads/listingStatus';
import { timestamp } from './fields';

/** `contacts/{contactId}`: the agency’s other systems write it, and `receiveEnquiry`. */
export const contactDocumentSchema = z
  .object({
    name: z.string().optional(),
    phone: z.string().optional(),
    email: z.string().optional(),
    createdBy: z.string().optional().describe('`receiveEnquiry` where that wrote it.'),
    createdAt: timestamp.optional(),
  })
  .describe('A customer as the agency’s other systems name them: contacts/{contactId}');
export type ContactDocument = z.infer<typeof contactDocumentSchema>;

/** `listings/{listingId}`: the agency’s other systems write it. */
export const listingDocumentSchema = z
  .object({
    title: z.string().optional(),
    address: z.string().optional(),
    city: z.string().optional(),
    price: z.number().optional(),
    status: z
      .enum(LISTING_STATUSES)
      .optional()
      .describe('Whether it can be had. Absent counts as available.'),
  })
  .describe('A property as the agency’s other systems name it: listings/{listingId}');
export type ListingDocument = z.infer<typeof listingDocumentSchema>;
