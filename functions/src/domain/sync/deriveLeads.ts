import { REASONS, type Explanation } from '../documents/history';
import { createLead, updateLead, type LeadChange } from '../leads/changeLead';
import { sourceNameOf } from '../leads/leadDetails';
import { reconcileLead } from '../leads/reconcileLead';
import { withMove, withoutMove, withoutOldMoves, withRemaining } from '../viewings/moveViewing';
import { documentsOf, withViewing, type Move, type Viewing } from '../viewings/viewing';
import type { LeftViewing } from './leavePrevious';
import type { ObservedChanges } from './observeChanges';
import type { SyncInput } from './syncInput';
import { basisOf, type LeadWrite } from './syncPlan';

/** The document's lead and the leads that it leaves, derived again (docs/contract.md §4): those that change. */
export function deriveLeads(
  input: SyncInput,
  observed: ObservedChanges,
  left: readonly LeftViewing[],
  explanations: readonly [Explanation, ...Explanation[]],
): LeadWrite[] {
  const { target } = input;
  const isHere = ({ previous }: LeftViewing) => previous.lead.id === target.id;
  const change = changeTarget(input, observed.viewing, left.filter(isHere), explanations);
  return [
    { id: target.id, basis: basisOf(target.lead), change },
    ...left
      .filter((each) => !isHere(each))
      .map((each) => ({
        id: each.previous.lead.id,
        basis: basisOf(each.previous.lead),
        change: removeFromLead(input, each),
      })),
  ].filter((write) => write.change.isChanged);
}

/** The document's lead with its viewing, and without the document where it was in the same lead before. */
function changeTarget(
  input: SyncInput,
  viewing: Viewing,
  left: readonly LeftViewing[],
  explanations: readonly [Explanation, ...Explanation[]],
): LeadChange {
  const opened = reconcileOrCreateTarget(input, viewing);
  const { lead } = opened;
  const rest = left.reduce(
    (viewings, { previous, remaining }) => withRemaining(viewings, previous.viewing, remaining),
    lead.viewings,
  );
  const { updateTime: now } = input.current.document;
  const viewings = withViewing(rest, viewing);
  const moves = withoutMove(lead.moves, viewing.ref);
  const isChanged = viewings !== lead.viewings || moves !== lead.moves;
  return updateLead(
    opened,
    { viewings, moves: isChanged ? withoutOldMoves(moves, now) : moves },
    explanations,
  );
}

/** The document's lead in step with its history, or a new one. */
function reconcileOrCreateTarget(
  { target, pair, current: { document }, observation }: SyncInput,
  viewing: Viewing,
): LeadChange {
  if (target.lead !== null) return reconcileLead(target.lead, target.historyEnd);
  if (pair === null) throw new Error('A lead that does not exist holds no viewing');
  return createLead(pair, sourceNameOf(viewing.ref), target.historyEnd, {
    source: document.ref,
    actor: observation.actor,
    effectiveAt: Math.min(...documentsOf(viewing).map(({ state }) => state.at)),
  });
}

/** The lead that the document leaves, derived again without it (docs/contract.md §3). */
function removeFromLead(
  { current: { document }, target, observation }: SyncInput,
  { previous, remaining }: LeftViewing,
): LeadChange {
  const move: Move = { at: document.updateTime, leadId: target.id };
  const opened = reconcileLead(previous.lead, previous.historyEnd);
  const { lead } = opened;
  const viewings = withRemaining(lead.viewings, previous.viewing, remaining);
  const moves = remaining === null ? withMove(lead.moves, previous.viewing, move) : lead.moves;
  return updateLead(opened, { viewings, moves: withoutOldMoves(moves, move.at) }, [
    {
      cause: 'lead.moved',
      reason: REASONS['lead.moved'],
      source: document.ref,
      actor: observation.actor,
      effectiveAt: move.at,
    },
  ]);
}
