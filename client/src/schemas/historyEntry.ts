import * as z from 'zod';
import { REASONS, type Cause } from '../../../functions/src/domain/documents/history';
import { SOURCE_COLLECTIONS } from '../../../functions/src/domain/documents/sourceRef';
import { LEAD_STATUSES } from '../../../functions/src/domain/leadStatus';
import { timestamp } from './fields';

const CAUSES = [...Object.keys(REASONS), 'manual'] as Cause[];
const status = z.enum(LEAD_STATUSES);
const seq = z.number().int().positive();

/** `leads/{leadId}/statusHistory/{seq}` */
export const historyEntryDocumentSchema = z
  .object({
    seq,
    from: status.nullable().describe('Null in the first.'),
    to: status,
    at: timestamp.describe('When it was committed.'),
    effectiveAt: timestamp.describe('When the state or decision that it records began.'),
    cause: z.enum(CAUSES),
    reason: z.string().describe('For people, in Spanish.'),
    source: z.object({ collection: z.enum([...SOURCE_COLLECTIONS, 'leads']), id: z.string() }),
    actor: z.object({ type: z.enum(['user', 'system', 'console']), id: z.string().nullable() }),
    secondsInPrevious: z.number().min(0).nullable().describe('Null in the first.'),
    requestId: z.string().optional().describe('Of a move by hand.'),
    outcome: z.enum(['won', 'lost']).optional().describe('How a decision closed the lead.'),
    skipped: z.array(seq).optional().describe('Numbers before it that other documents take.'),
  })
  .describe('One status change of a lead: leads/{leadId}/statusHistory/{seq}');
export type HistoryEntryDocument = z.infer<typeof historyEntryDocumentSchema>;
