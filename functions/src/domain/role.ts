import * as z from 'zod';
import { nonEmptyText, requiredId } from './fields';

/** The roles that people have, as custom claims (docs/contract.md §7). */
export const ROLES = ['admin', 'agent', 'contact'] as const;

/** A user's claims. A customer's claims name the contact that they are. */
export const roleClaimsSchema = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['admin', 'agent']) }),
  z.object({ role: z.literal('contact'), contactId: requiredId.pipe(nonEmptyText(128)) }),
]);
export type RoleClaims = z.infer<typeof roleClaimsSchema>;
