import * as z from 'zod';
import { leadStatusSchema } from '../../../functions/src/domain/leadStatus';

/** The answer of `changeLeadStatus` (docs/contract.md §6). */
export const moveAnswerSchema = z
  .object({
    leadId: z.string(),
    status: leadStatusSchema,
    seq: z.number().int().positive().describe('The number of its history entry.'),
  })
  .describe('The answer of changeLeadStatus');
export type MoveAnswer = z.infer<typeof moveAnswerSchema>;
