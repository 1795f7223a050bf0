import type { Firestore } from 'firebase-admin/firestore';
import { findStaffAddress } from '../../auth/users';
import { mapConcurrently } from '../../concurrency/mapConcurrently';
import { morningMail } from '../../domain/telling/mail';
import type { Micros } from '../../domain/time';
import { readListingTitles } from '../../firestore/listingTitles';
import { putMail, type Mailbox } from '../../firestore/mailbox';
import { waitingLeadPages, type LeadOfAgent } from '../../firestore/waitingLeads';

/** How many leads a mail lists. */
const MAX_LISTED = 50;

/** At once, each reads the listings of its mail. */
const CONCURRENT_AGENTS = 5;

export interface Morning {
  /** The day in the agency's time zone, as `2026-11-27`. */
  day: string;
  now: Micros;
}

export interface MailedMorning {
  /** The leads of agents that need them now. */
  leads: number;
  /** The mails that were written now. */
  written: number;
  /** The mails that an earlier run of this day had written. */
  writtenBefore: number;
  /** The agents who have no address, or are no staff any more. */
  withoutAddress: readonly string[];
}

interface Waiting {
  count: number;
  listed: LeadOfAgent[];
}

/**
 * Writes each agent one mail with the leads that need them (docs/contract.md §10). A second run of a day writes to those
 * alone to whom the first did not get.
 */
export async function mailMorning(
  db: Firestore,
  { day, now }: Morning,
  mailbox: Mailbox,
): Promise<MailedMorning> {
  const waiting = await gatherByAgent(db, now);
  const mailed = { written: 0, writtenBefore: 0 };
  const withoutAddress: string[] = [];
  const mail = async ([agentId, { count, listed }]: [string, Waiting]): Promise<void> => {
    const address = await findStaffAddress(agentId);
    if (address === null) {
      withoutAddress.push(agentId);
      return;
    }
    const titles = await readListingTitles(
      db,
      listed.flatMap(({ listingId }) => listingId ?? []),
    );
    const named = listed.map(({ listingId, ...lead }) => ({
      ...lead,
      listing: listingId === null ? null : (titles.get(listingId) ?? null),
    }));
    const message = morningMail(named, count, mailbox.boardUrl);
    const isNew = await putMail(db, mailbox, ['morning', day, agentId], address, message);
    if (isNew) mailed.written += 1;
    else mailed.writtenBefore += 1;
  };
  await mapConcurrently([...waiting], mail, CONCURRENT_AGENTS);
  const leads = [...waiting.values()].reduce((sum, { count }) => sum + count, 0);
  return { leads, ...mailed, withoutAddress };
}

async function gatherByAgent(db: Firestore, now: Micros): Promise<Map<string, Waiting>> {
  const waiting = new Map<string, Waiting>();
  for await (const page of waitingLeadPages(db, now)) {
    for (const lead of page) {
      const known = waiting.get(lead.agentId) ?? { count: 0, listed: [] };
      known.count += 1;
      if (known.listed.length < MAX_LISTED) known.listed.push(lead);
      waiting.set(lead.agentId, known);
    }
  }
  return waiting;
}
