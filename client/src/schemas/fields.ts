/** The kinds of fields that documents have (docs/contract.md §2, §7). */
import * as z from 'zod';
import { readTimestamp } from '../../../functions/src/domain/time';

/** A Firestore Timestamp, of whichever SDK. */
export interface StoredTime {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** JSON has no Timestamps: a JSON Schema describes one as a text. */
export const timestamp = z
  .custom<StoredTime>((value) => readTimestamp(value) !== null)
  .meta({
    id: 'timestamp',
    type: 'string',
    format: 'date-time',
    $comment:
      'In Firestore it is a Timestamp. Where a document is written down as JSON, it is a text in ISO 8601, in UTC.',
  });

/** 1 to 128 characters, none of them a control character. */
export const id = z.string().regex(/^\P{Cc}{1,128}$/u);

export const optionalId = id.nullable().optional();

/** A text of at most so many characters. */
export const text = (maxLength = 2_000) => z.string().max(maxLength);

/** Which client wrote a source document, and when. Documents of other systems may lack these. */
export const stampFields = {
  createdBy: z.string().optional().describe('The uid of whoever created it.'),
  createdAt: timestamp.optional().describe('The request’s time.'),
  updatedBy: z.string().optional().describe('The uid of whoever wrote it last.'),
  updatedAt: timestamp.optional().describe('The request’s time.'),
  statusAt: timestamp.optional().describe('When its state was written.'),
};

const issue = z.object({ path: z.string(), message: z.string() });

/** What only the server writes on a source document. */
export const linkFields = {
  expireAt: timestamp.optional().describe('When a retention policy may delete it.'),
  leadId: z.string().optional().describe('The lead that counts it.'),
  leadSync: z
    .object({
      state: z.enum(['linked', 'rejected']),
      id: z.string().describe('The document that this was written for.'),
      issues: z.array(issue).optional().describe('Why it was rejected.'),
      at: timestamp,
      completedAt: timestamp.optional().describe('The `statusAt` with which a visit completed it.'),
      restored: z
        .object({ at: timestamp, version: timestamp })
        .optional()
        .describe('The `statusAt` with which the server set it back to its own state.'),
    })
    .optional()
    .describe('What became of it.'),
};
