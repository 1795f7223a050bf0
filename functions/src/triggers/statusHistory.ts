import { logger } from 'firebase-functions/logger';
import { onDocumentCreated } from 'firebase-functions/firestore';
import { tellWebhook, type Telling } from '../application/telling/tellWebhook';
import { Deadline } from '../concurrency/deadline';
import { isTold } from '../domain/telling/message';
import { database } from '../firestore/database';
import { readCreatedEntry } from '../firestore/historyStore';
import { historyDocumentPath } from '../firestore/paths';
import { TELL_WEBHOOK, webhook } from '../webhookOptions';

/**
 * An event is delivered for 24 hours, at the end every ten minutes. A message that fails later than this may not be
 * tried again, so that it is given up with a line in the log.
 */
const GIVEN_UP_AFTER_MS = (24 * 60 - 15) * 60_000;

/**
 * Posts each history entry to the webhook (docs/contract.md §10). Throws if it was not taken, so that the event is
 * delivered again. Alerts can match `The webhook has turned itself off` and `A message was given up`.
 */
export const onStatusHistoryCreated = onDocumentCreated(
  { document: historyDocumentPath('{leadId}', '{entryId}'), ...TELL_WEBHOOK },
  async (event) => {
    const deadline = new Deadline();
    const entry = await deadline.limit(readCreatedEntry(database(), event));
    if (entry === null || !isTold(entry)) return;
    const facts = { leadId: entry.leadId, seq: entry.entry.seq };
    const telling = tellWebhook(database(), entry, webhook(), deadline);
    const told = await telling.catch((error: unknown) => {
      if (Date.now() - Date.parse(event.time) < GIVEN_UP_AFTER_MS) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      logger.error('A message was given up', { ...facts, reason });
      return null;
    });
    if (told !== null) logTelling(told, facts);
  },
);

function logTelling(telling: Telling, facts: { leadId: string; seq: number }): void {
  switch (telling.result) {
    case 'told':
      logger.info('Entry told', facts);
      return;
    case 'off':
      return;
    case 'turned off':
      if (telling.path === null) return;
      logger.error('The webhook has turned itself off', { ...facts, path: telling.path });
      return;
    case 'too long':
      logger.error('An entry is too long to be told', facts);
      return;
    default:
      telling satisfies never;
  }
}
