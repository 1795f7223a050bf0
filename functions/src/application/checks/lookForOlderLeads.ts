import type { Firestore } from 'firebase-admin/firestore';
import { Deadline } from '../../concurrency/deadline';
import { leadIdOf } from '../../firestore/leadIds';
import { leadPairs, type LeadPair } from '../../firestore/pagination';

export interface LeadsRead {
  /** How many leads were read: all of them, unless one of an older system was among those. */
  count: number;
  hasOlder: boolean;
}

/**
 * Looks for a lead that an older system wrote: one whose id is not that of its pair (docs/contract.md §3).
 * Only for such leads `OLDER_LEADS` has to be on. It reads 2,000 leads at a time, until there is one among
 * them. Throws if Firestore takes longer than `timeoutMs` for that.
 */
export async function lookForOlderLeads(db: Firestore, timeoutMs: number): Promise<LeadsRead> {
  const slices = leadPairs(db);
  let count = 0;
  for (;;) {
    const next = await new Deadline(timeoutMs).limit(slices.next());
    if (next.done === true) return { count, hasOlder: false };
    count += next.value.length;
    if (!next.value.every(isOfItsPair)) return { count, hasOlder: true };
  }
}

/** An anonymous lead is of no pair: no document can belong to it. */
function isOfItsPair({ id, pair, isAnonymous }: LeadPair): boolean {
  return isAnonymous || (pair !== null && leadIdOf(pair) === id);
}
