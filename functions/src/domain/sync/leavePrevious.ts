import { withoutDocument } from '../viewings/moveViewing';
import { settleCompletion, type Settlement } from '../viewings/settleCompletion';
import type { Viewing } from '../viewings/viewing';
import type { PreviousLead, SyncInput } from './syncInput';

/** A previous viewing once the document has left it. */
export interface LeftViewing extends Pick<Settlement, 'shown'> {
  previous: PreviousLead;
  /** What stays; null if the whole viewing goes with the document. */
  remaining: Viewing | null;
}

/** Takes the document out of the viewings that have held it so far (docs/contract.md §3 and §4). */
export function leavePrevious({
  previousLeads,
  viewingRef,
  current: { document },
}: SyncInput): LeftViewing[] {
  return previousLeads.map((previous) => {
    const rest = withoutDocument(previous.viewing, document, viewingRef);
    if (rest === null) return { previous, remaining: null, shown: null };
    const { viewing: remaining, ...settled } = settleCompletion(rest, previous.appointment);
    return { previous, remaining, ...settled };
  });
}
