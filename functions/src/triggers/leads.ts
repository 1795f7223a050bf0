import { logger } from 'firebase-functions/logger';
import {
  onDocumentUpdated,
  type Change,
  type QueryDocumentSnapshot,
} from 'firebase-functions/firestore';
import { recordLeadEdit, type LeadEdit } from '../application/leads/recordLeadEdit';
import { Deadline } from '../concurrency/deadline';
import { database } from '../firestore/database';
import { hasFallenBehind, hasOtherFollowUp, isEditedInConsole } from '../firestore/leadStore';
import { logMissingIndex } from '../logMissingIndex';
import { leadPath } from '../firestore/paths';
import { isPermanent } from '../firestore/retryOnConflict';
import { TRIGGER } from '../options';

/**
 * Notices a status that was typed over in the console (docs/contract.md §6), a lead that was put back from a backup,
 * behind its history (§3), and a changed `followUpAt` (§10). The pipeline's own writes, and clients' edits of notes,
 * tags and assignment, are recognised by the event alone and cost nothing.
 */
export const onLeadUpdated = onDocumentUpdated(
  { document: leadPath('{leadId}'), ...TRIGGER },
  async ({ document, data }) => {
    const ref = data?.after.ref ?? database().doc(document);
    const mayBeBehind = data !== undefined && hasFallenBehind(data.before, data.after);
    if (data !== undefined && !mayBeBehind && !isWithNews(data)) return;
    const recorded = recordLeadEdit(database(), ref.id, { mayBeBehind }, new Deadline());
    const edit = await recorded.catch((error: unknown) => {
      if (!isPermanent(error)) return logMissingIndex(error);
      logger.error('Firestore refuses to record an edit of a lead', { leadId: ref.id });
      return null;
    });
    if (edit !== null) logEdit(ref.id, edit);
  },
);

function isWithNews({ before, after }: Change<QueryDocumentSnapshot>): boolean {
  return isEditedInConsole(after) || hasOtherFollowUp(before, after);
}

function logEdit(leadId: string, { result, status, entries }: LeadEdit): void {
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
    case 'followed up':
      logger.info('When the lead needs somebody was derived anew', { leadId });
      return;
    case 'recorded':
      logger.info('Console edit recorded', { leadId, ...step });
      return;
    default:
      result satisfies never;
  }
}
