import type { Firestore } from 'firebase-admin/firestore';
import { findStaffAddress } from '../../auth/users';
import { newsMail, newsOf, type News } from '../../domain/telling/mail';
import type { EntryToTell } from '../../domain/telling/message';
import type { Micros } from '../../domain/time';
import { readLead } from '../../firestore/leadStore';
import { readListingTitles } from '../../firestore/listingTitles';
import { putMail, type Mailbox } from '../../firestore/mailbox';

export interface MailedNews {
  news: News;
  /** The lead's agent; null if it has none, or is gone. */
  agentId: string | null;
  result: 'written' | 'written before' | 'their own' | 'no agent' | 'no address';
}

/**
 * Writes a mail to the agent of a lead if its history entry is news to them (docs/contract.md §10), once. `now` is when the
 * entry was written. Null if it is no news; that costs nothing. A mail costs two reads, one write, and one request to
 * Authentication.
 */
export async function mailNews(
  db: Firestore,
  { leadId, entry }: EntryToTell,
  now: Micros,
  mailbox: Mailbox,
): Promise<MailedNews | null> {
  const news = newsOf(entry, now);
  if (news === null) return null;
  const lead = await readLead(db, leadId);
  const agentId = lead?.assignedTo ?? null;
  if (lead === null || agentId === null) return { news, agentId, result: 'no agent' };
  if (entry.actor.id === agentId) return { news, agentId, result: 'their own' };
  const address = await findStaffAddress(agentId);
  if (address === null) return { news, agentId, result: 'no address' };
  const { id, status, listingId } = lead;
  const titles = await readListingTitles(db, listingId === null ? [] : [listingId]);
  const listing = listingId === null ? null : (titles.get(listingId) ?? null);
  const mail = newsMail(news, { id, status: status ?? entry.to, listing }, mailbox.boardUrl);
  // Where somebody who was forgotten comes back, the numbers begin again: the time tells them apart.
  const topic = ['news', leadId, String(entry.seq), String(entry.at)] as const;
  const isNew = await putMail(db, mailbox, topic, address, mail);
  return { news, agentId, result: isNew ? 'written' : 'written before' };
}
