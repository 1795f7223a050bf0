import type { Explanation } from '../documents/history';
import { sourceKey } from '../documents/sourceRef';
import { explainAll } from '../viewings/applyObservation';
import { detach, mergeViewings } from '../viewings/moveViewing';
import { newViewing, type Viewing } from '../viewings/viewing';
import { deriveLeads } from './deriveLeads';
import { observeChanges, type ObservedChanges } from './observeChanges';
import type { SyncInput } from './syncInput';
import { EMPTY_PLAN, type SyncPlan } from './syncPlan';
import { writeLinks } from './writeLinks';

/**
 * Plans what one event of an appointment or a visit changes (docs/contract.md §3 and §4). In four steps:
 * bring the document's viewing to its lead, apply what was observed, derive the leads, write the links. If
 * the event changes nothing, no lead is changed and no link is needed: the plan is empty.
 *
 * A plan that brings a viewing to a lead also writes its document's back-link, with the version that the
 * plan is based on as a precondition. So only one of two plans that are based on the same version can be
 * committed, and one that is based on an outdated version cannot: no viewing ends up on two leads. A
 * deleted document has no back-link; its plan requires that the document does not exist.
 */
export function planSync(input: SyncInput): SyncPlan {
  const knownViewing = input.target.lead?.viewings?.get(sourceKey(input.viewingRef)) ?? null;
  const arrived = bringViewing(input, knownViewing);
  const observed = observeChanges(input, arrived);
  const [first, ...others] = explainChanges(input, arrived, observed);
  if (first === undefined) return EMPTY_PLAN; // Only a viewing without any state explains nothing.

  const leads = deriveLeads(input, knownViewing, observed, [first, ...others]);
  return {
    ...EMPTY_PLAN,
    leads,
    links: writeLinks(input, knownViewing, observed.completion),
    mustNotExist:
      input.current.presence === 'deleted' && leads.length > 0 ? input.current.document.ref : null,
  };
}

/** The document's viewing as its lead has it, or as it arrives there, before the event is applied. */
function bringViewing(
  { current: { document }, viewingRef, previousLeads }: SyncInput,
  knownViewing: Viewing | null,
): Viewing {
  const [first, ...others] = previousLeads.map((each) =>
    detach(each.viewing, document, viewingRef),
  );
  if (first !== undefined) return others.reduce(mergeViewings, mergeViewings(knownViewing, first));
  if (knownViewing === null) return newViewing(viewingRef, document.createTime);
  return knownViewing.movedTo === null ? knownViewing : { ...knownViewing, movedTo: null };
}

/**
 * Explains each state that changed. A viewing that arrived is explained as a whole, and so is one without a
 * changed state: a history entry needs an explanation if the lead's status changes for another reason.
 */
function explainChanges(
  { observation: { actor }, previousLeads }: SyncInput,
  arrived: Viewing,
  { viewing, explanations }: ObservedChanges,
): readonly Explanation[] {
  const all = [...explanations, ...(previousLeads.length === 0 ? [] : explainAll(arrived, actor))];
  return all.length > 0 ? all : explainAll(viewing, actor);
}
