import type { Explanation } from '../documents/history';
import { sourceKey, type SourceRef } from '../documents/sourceRef';
import { explainAll } from '../viewings/applyObservation';
import { detach, mergeViewings } from '../viewings/moveViewing';
import { newViewing, type Viewing } from '../viewings/viewing';
import { deriveLeads } from './deriveLeads';
import { observeChanges, type ObservedChanges } from './observeChanges';
import { leavePrevious } from './leavePrevious';
import type { SyncInput } from './syncInput';
import { EMPTY_PLAN, type SyncPlan } from './syncPlan';
import { writeLinks } from './writeLinks';

/**
 * Plans what one event of an enquiry, an appointment or a visit changes (docs/contract.md §3 and §4): bring the
 * document's viewing to its lead, apply what was observed, take the document from where it was, derive the
 * leads, write the links. If the event changes nothing, no lead is changed and no link is needed: the plan
 * is empty.
 *
 * A plan rests on what it is committed on. It names the version of each document whose content decided
 * it, by writing that document's back-link, or the version of the lead that holds the document already.
 * So of two plans that are based on the same version only one can be committed, and one that is based on
 * an outdated version cannot: no viewing ends up on two leads.
 */
export function planSync(input: SyncInput): SyncPlan {
  const knownViewing = input.target.lead?.viewings?.get(sourceKey(input.viewingRef)) ?? null;
  const arrived = bringViewing(input, knownViewing);
  const observed = observeChanges(input, arrived);
  const [first, ...others] = explainChanges(input, arrived, observed);
  const unchanged = { ...EMPTY_PLAN, decidedBy: decidedBy(input) };
  if (first === undefined) return unchanged; // Only a viewing without any state explains nothing.

  const left = leavePrevious(input);
  return {
    ...unchanged,
    leads: deriveLeads(input, observed, left, [first, ...others]),
    links: writeLinks(input, knownViewing, observed, left),
  };
}

function decidedBy({ appointment, previousLeads }: SyncInput): SourceRef[] {
  const read = [appointment, ...previousLeads.map((previous) => previous.appointment)];
  return read.flatMap((document) => document?.ref ?? []);
}

/** The document's viewing as its lead has it, or as it arrives there, before the event is applied. */
function bringViewing(
  { current: { document }, viewingRef, previousLeads }: SyncInput,
  knownViewing: Viewing | null,
): Viewing {
  return previousLeads
    .map(({ viewing }) => detach(viewing, document, viewingRef))
    .reduce(mergeViewings, knownViewing ?? newViewing(viewingRef));
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
