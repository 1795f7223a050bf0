import * as z from 'zod';
import { requiredId, nonEmptyText } from './fields';

/** The roles that people have, as custom claims (contract, section 7). */
export const ROLES = ['admin', 'agent', 'contact'] as const;

/** A user's claims; a customer's say which contact they are. */
export const roleClaimsSchema = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['admin', 'agent']) }),
  z.object({ role: z.literal('contact'), contactId: requiredId.pipe(nonEmptyText(128)) }),
]);
export type RoleClaims = z.infer<typeof roleClaimsSchema>;
