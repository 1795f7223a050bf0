import { REASONS, type Explanation } from '../documents/history';
import { createLead, updateLead, type LeadChange } from '../leads/changeLead';
import { reconcileLead } from '../leads/reconcileLead';
import type { Micros } from '../time';
import { removeDocument, withViewing } from '../viewings/moveViewing';
import { isNewTo, statesOf, type Viewing, type Viewings } from '../viewings/viewing';
import type { ObservedChanges } from './observeChanges';
import { previousElsewhere, type PreviousLead, type SyncInput } from './syncInput';
import { basisOf, type LeadWrite } from './syncPlan';

/** The document's lead and the leads that it leaves, derived again (docs/contract.md §4): those that change. */
export function deriveLeads(
  input: SyncInput,
  knownViewing: Viewing | null,
  observed: ObservedChanges,
  explanations: readonly [Explanation, ...Explanation[]],
): LeadWrite[] {
  const { target } = input;
  const opened = reconcileOrCreateTarget(input, observed.beforeCompletion);
  const viewings = withViewing(viewingsWithoutDocument(input, opened), observed.viewing);
  const info = missingInfoFrom(input, knownViewing);
  const change = updateLead(opened, { viewings, ...info }, explanations);
  return [
    { id: target.id, basis: basisOf(target.lead), change },
    ...previousElsewhere(input).map((previous) => ({
      id: previous.lead.id,
      basis: basisOf(previous.lead),
      change: removeFromLead(input, previous),
    })),
  ].filter((write) => write.change.isChanged);
}

/** The document's lead in step with its history, or a new one. */
function reconcileOrCreateTarget(
  { target, pair, current: { document }, observation }: SyncInput,
  viewing: Viewing,
): LeadChange {
  if (target.lead !== null) return reconcileLead(target.lead, target.historyEnd);
  if (pair === null) throw new Error('A lead that does not exist holds no viewing');
  const source = viewing.ref.collection === 'appointments' ? 'Appointment' : 'Visit';
  return createLead(pair, source, target.historyEnd, {
    source: document.ref,
    actor: observation.actor,
    effectiveAt: Math.min(...statesOf(viewing).map(({ at }) => at)),
  });
}

/** The lead's viewings without the document's state in another viewing of the same lead. */
function viewingsWithoutDocument(input: SyncInput, { lead: { viewings } }: LeadChange): Viewings {
  const previous = input.previousLeads.find(({ lead }) => lead.id === input.target.id);
  return previous === undefined
    ? viewings
    : removeDocument(viewings, previous.viewing, input.current.document.ref, moveOf(input));
}

/** The lead that the document leaves, derived again without it (docs/contract.md §3). */
function removeFromLead(input: SyncInput, previous: PreviousLead): LeadChange {
  const { ref } = input.current.document;
  const movedTo = moveOf(input);
  const opened = reconcileLead(previous.lead, previous.historyEnd);
  const viewings = removeDocument(opened.lead.viewings, previous.viewing, ref, movedTo);
  return updateLead(opened, { viewings }, [
    {
      cause: 'lead.moved',
      reason: REASONS['lead.moved'],
      source: ref,
      actor: input.observation.actor,
      effectiveAt: movedTo.at,
    },
  ]);
}

function moveOf({ current, target }: SyncInput): { at: Micros; leadId: string } {
  return { at: current.document.updateTime, leadId: target.id };
}

/** The owner and the agent that a document new to the lead names (docs/contract.md §2). */
function missingInfoFrom(
  { observation, appointment }: SyncInput,
  knownViewing: Viewing | null,
): { prospectId?: string | null; assignedTo?: string | null } {
  const isNew = observation.kind === 'version' && isNewTo(knownViewing, observation.document);
  const content = appointment?.content ?? (isNew ? observation.content : null);
  if (content?.collection !== 'appointments') return {};
  return { prospectId: content.prospectId, assignedTo: content.agentId };
}
