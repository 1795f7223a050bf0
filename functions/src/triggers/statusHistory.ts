import type { DocumentSnapshot } from 'firebase-admin/firestore';
import { logger } from 'firebase-functions/logger';
import { onDocumentCreated } from 'firebase-functions/firestore';
import { mailNews } from '../application/telling/mailNews';
import { tellWebhook, type Telling } from '../application/telling/tellWebhook';
import { Deadline } from '../concurrency/deadline';
import { isTold, type EntryToTell } from '../domain/telling/message';
import { microsOfMillis } from '../domain/time';
import { database } from '../firestore/database';
import { entryOfLead } from '../firestore/historyStore';
import { statusHistoryPath } from '../firestore/paths';
import { MAIL_NEWS, mailbox, TELL_WEBHOOK, webhook } from '../tellingOptions';

const ENTRY = `${statusHistoryPath('{leadId}')}/{entryId}`;

/**
 * An event is delivered for 24 hours, at the end every ten minutes. A message that fails later than this may not be
 * tried again, so that it is given up with a line in the log.
 */
const GIVEN_UP_AFTER_MS = (24 * 60 - 15) * 60_000;

interface Delivery {
  document: string;
  time: string;
  data?: DocumentSnapshot | undefined;
}

/**
 * Posts each history entry to the webhook (docs/contract.md §10). Throws if it was not taken, so that the event is
 * delivered again. Alerts can match `The webhook has turned itself off` and `A message was given up`.
 */
export const onStatusHistoryCreated = onDocumentCreated(
  { document: ENTRY, ...TELL_WEBHOOK },
  async (event) => {
    const deadline = new Deadline();
    const entry = await readEntry(event, deadline);
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

/** Writes a mail to the agent of a new lead, and of an offer (docs/contract.md §10). */
export const mailAgent = onDocumentCreated({ document: ENTRY, ...MAIL_NEWS }, async (event) => {
  const entry = await readEntry(event, new Deadline());
  if (entry === null) return;
  const now = microsOfMillis(Date.parse(event.time));
  const mailed = await mailNews(database(), entry, now, mailbox());
  if (mailed === null) return;
  const {
    leadId,
    entry: { seq },
  } = entry;
  logger.info(`Mail to an agent: ${mailed.result}`, { leadId, seq, ...mailed });
});

/** The entry of ours that was created; null if the document is none, or is gone. */
async function readEntry(
  { document, data }: Delivery,
  deadline: Deadline,
): Promise<EntryToTell | null> {
  return entryOfLead(data ?? (await deadline.limit(database().doc(document).get())));
}

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
