import * as z from 'zod';
import { text, timestamp } from './fields';

/** `settings/board` */
export const boardSettingsDocumentSchema = z
  .object({
    lostReasons: z
      .array(text(100).min(1))
      .max(20)
      .describe('The reasons that the board offers to whoever closes a lead as lost.'),
    updatedBy: z.string().describe('The uid of the admin who wrote it last.'),
    updatedAt: timestamp.describe('The request’s time.'),
  })
  .describe('What the agency has chosen for its board: settings/board');
export type BoardSettingsDocument = z.infer<typeof boardSettingsDocumentSchema>;
