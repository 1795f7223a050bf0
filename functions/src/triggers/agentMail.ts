import { logger } from 'firebase-functions/logger';
import { onDocumentCreated } from 'firebase-functions/firestore';
import { mailNews } from '../application/telling/mailNews';
import { Deadline } from '../concurrency/deadline';
import { microsOfMillis } from '../domain/time';
import { database } from '../firestore/database';
import { readCreatedEntry } from '../firestore/historyStore';
import { historyDocumentPath } from '../firestore/paths';
import { MAIL_NEWS, mailbox } from '../mailOptions';

/** Writes a mail to the agent of a new lead, and of an offer (docs/contract.md §10). */
export const mailAgent = onDocumentCreated(
  { document: historyDocumentPath('{leadId}', '{entryId}'), ...MAIL_NEWS },
  async (event) => {
    const deadline = new Deadline();
    const created = await deadline.limit(readCreatedEntry(database(), event));
    if (created === null) return;
    const now = microsOfMillis(Date.parse(event.time));
    const mailed = await deadline.limit(mailNews(database(), created, now, mailbox()));
    if (mailed === null) return;
    const { leadId, entry } = created;
    logger.info(`Mail to an agent: ${mailed.result}`, { leadId, seq: entry.seq, ...mailed });
  },
);
