import { logger } from 'firebase-functions/logger';
import { onDocumentUpdated } from 'firebase-functions/firestore';
import { recordConsoleEdit, type ConsoleEdit } from '../application/leads/recordConsoleEdit';
import { Deadline } from '../concurrency/deadline';
import { database } from '../firestore/database';
import { hasFallenBehind, isEditedInConsole } from '../firestore/leadStore';
import { logMissingIndex } from '../logMissingIndex';
import { leadPath } from '../firestore/paths';
import { isPermanent } from '../firestore/retryOnConflict';
import { TRIGGER } from '../options';

/**
 * Notices a status that was typed over in the console (docs/contract.md §6), and a lead that was put back
 * from a backup, behind its history (§3). The pipeline's own writes, and clients' edits of notes, tags and
 * assignment, are recognised by the event alone and cost nothing.
 */
export const onLeadUpdated = onDocumentUpdated(
  { document: leadPath('{leadId}'), ...TRIGGER },
  async ({ document, data }) => {
    const ref = data?.after.ref ?? database().doc(document);
    const mayBeBehind = data !== undefined && hasFallenBehind(data.before, data.after);
    if (data !== undefined && !mayBeBehind && !isEditedInConsole(data.after)) return;
    const recorded = recordConsoleEdit(database(), ref.id, { mayBeBehind }, new Deadline());
    const edit = await recorded.catch((error: unknown) => {
      if (!isPermanent(error)) return logMissingIndex(error);
      logger.error('Firestore refuses to record a console edit', { leadId: ref.id });
      return null;
    });
    if (edit !== null) logEdit(ref.id, edit);
  },
);

function logEdit(leadId: string, { result, status, entries }: ConsoleEdit): void {
  const [entry] = entries;
  const step = entry && { seq: entry.seq, from: entry.from, to: entry.to, cause: entry.cause };
  switch (result) {
    case 'put back':
      logger.warn('An unknown status was put back', { leadId, status });
      return;
    case 'caught up':
      logger.warn('A lead behind its history caught up', { leadId, status, ...step });
      return;
    case 'rewritten':
      logger.info('The spelling of a status was put right', { leadId, status });
      return;
    case 'recorded':
      logger.info('Console edit recorded', { leadId, ...step });
      return;
    default:
      result satisfies never;
  }
}
