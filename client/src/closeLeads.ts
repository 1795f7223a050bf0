/** Closing the leads of a listing that is gone (docs/contract.md §10). */
import {
  collection,
  doc,
  documentId,
  getDocsFromServer,
  limit,
  orderBy,
  query,
  startAfter,
  where,
} from 'firebase/firestore';
import { OPEN_LEAD_STATUSES, type LeadStatus } from '../../functions/src/domain/leadStatus';
import { GONE_REASONS } from '../../functions/src/domain/leads/listingStatus';
import { changeLeadStatus } from './changeLeadStatus';
import type { EmbudoClient } from './client';
import { LeadElsewhereError, readErrorCode } from './errors';
import { parseLead, type Lead } from './leads';
import type { Signal } from './writes';

/** Not that of an accepted offer: it is mostly the lead that buys. */
const CLOSED_STATUSES = OPEN_LEAD_STATUSES.filter((status) => status !== 'Oferta Aceptada');
const PAGE_SIZE = 200;
const AT_A_TIME = 5;

/**
 * The open leads of a listing that {@link closeLeads} can close: not one in `Oferta Aceptada`. Reads each of them, as the
 * server has it. Only staff may.
 */
export async function findLeadsToClose(client: EmbudoClient, listingId: string): Promise<Lead[]> {
  const open = query(
    collection(client.db, 'leads'),
    where('listingId', '==', listingId),
    where('status', 'in', CLOSED_STATUSES),
    orderBy(documentId()),
    limit(PAGE_SIZE),
  );
  const leads: Lead[] = [];
  let page = open;
  for (;;) {
    const { docs } = await getDocsFromServer(page);
    leads.push(...docs.flatMap((each) => parseLead(each) ?? []));
    const last = docs.at(-1);
    if (last === undefined || docs.length < PAGE_SIZE) return leads;
    page = query(open, startAfter(last));
  }
}

export interface CloseOptions {
  /** Once it is aborted, no other lead is begun. */
  signal?: Signal | undefined;
  /** Is told after each lead how many are closed. */
  onProgress?: ((closed: number) => void) | undefined;
}

/** What became of the leads that were to be closed. */
export interface ClosedLeads {
  closed: number;
  /** Those that somebody moved meanwhile, and where they are now; null if that is not known, or if they are gone. */
  kept: readonly { lead: Lead; status: LeadStatus | null }[];
}

/**
 * Closes leads as lost, because their listing is sold or withdrawn: each by {@link changeLeadStatus}, with a request id of
 * its own, a few at a time. Rejects with the first error that would meet every other lead as well. What was closed by then
 * stays closed, so whoever tries again goes on with what {@link findLeadsToClose} finds then. Only staff may.
 */
export async function closeLeads(
  client: EmbudoClient,
  leads: readonly Lead[],
  gone: keyof typeof GONE_REASONS,
  { signal, onProgress }: CloseOptions = {},
): Promise<ClosedLeads> {
  const kept: { lead: Lead; status: LeadStatus | null }[] = [];
  let closed = 0;
  const failures: unknown[] = [];
  const waiting = leads.values();
  const work = async (): Promise<void> => {
    for (const lead of waiting) {
      if (signal?.aborted === true || failures.length > 0) return;
      try {
        await closeOne(client, lead, GONE_REASONS[gone]);
        closed += 1;
        onProgress?.(closed);
      } catch (error) {
        const isElsewhere = error instanceof LeadElsewhereError;
        const isGone = readErrorCode(error) === 'functions/not-found';
        if (isElsewhere || isGone) kept.push({ lead, status: isElsewhere ? error.status : null });
        else failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  if (failures.length > 0) throw failures[0];
  return { closed, kept };
}

async function closeOne(client: EmbudoClient, lead: Lead, reason: string): Promise<void> {
  await changeLeadStatus(client, {
    leadId: lead.id,
    from: lead.status,
    to: 'Cerrado',
    closed: { outcome: 'lost' },
    reason,
    requestId: doc(collection(client.db, 'leads')).id,
  });
}
