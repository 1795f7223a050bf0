import { logger } from 'firebase-functions/logger';
import { onDocumentUpdated } from 'firebase-functions/firestore';
import { recordConsoleEdit } from '../application/leads/recordConsoleEdit';
import { Deadline } from '../concurrency/deadline';
import { database } from '../firestore/database';
import { isEditedInConsole } from '../firestore/leadStore';
import { leadPath } from '../firestore/paths';
import { isPermanent } from '../firestore/retryOnConflict';
import { TRIGGER } from '../options';

/**
 * Notices a status that was typed over in the console (docs/contract.md §6). The pipeline's own writes, and
 * clients' edits of notes, tags and assignment, are recognised by the event alone and cost nothing.
 */
export const onLeadUpdated = onDocumentUpdated(
  { document: leadPath('{leadId}'), ...TRIGGER },
  async ({ document, data }) => {
    const ref = data?.after.ref ?? database().doc(document);
    if (data !== undefined && !isEditedInConsole(data.after)) return;
    const recorded = recordConsoleEdit(database(), ref.id, new Deadline());
    const change = await recorded.catch((error: unknown) => {
      if (!isPermanent(error)) throw error;
      logger.error('Firestore refuses to record a console edit', { leadId: ref.id });
      return null;
    });
    if (change === null) return;
    const [entry] = change.entries;
    if (entry === undefined) {
      const { status } = change.lead;
      logger.warn('An unknown status was put back', { leadId: ref.id, status });
    } else {
      const { seq, from, to, cause } = entry;
      logger.info('Console edit recorded', { leadId: ref.id, seq, from, to, cause });
    }
  },
);
