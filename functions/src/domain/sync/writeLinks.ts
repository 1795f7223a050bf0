import { isLinkedTo, type OwnStamps, type SourceDocument } from '../documents/sourceDocument';
import type { ShownStatus } from '../viewings/settleCompletion';
import { holds, stateOf, type Viewing } from '../viewings/viewing';
import type { LeftViewing } from './leavePrevious';
import type { ObservedChanges } from './observeChanges';
import { previousElsewhere, type SyncInput } from './syncInput';
import type { LinkWrite } from './syncPlan';

/**
 * The back-links that a plan writes: of each document that is new to the lead, that moves along, that has
 * to show another status, or that decided the plan by what it shows.
 */
export function writeLinks(
  input: SyncInput,
  knownViewing: Viewing | null,
  { shown }: ObservedChanges,
  left: readonly LeftViewing[],
): LinkWrite[] {
  const { current, appointment, target } = input;
  const previous = previousElsewhere(input);
  const isAppointmentNew = appointment !== null && !holds(knownViewing, appointment);
  const linked = [
    ...(current.presence === 'exists' && (previous.length > 0 || needsLink(input, knownViewing))
      ? [current.document]
      : []),
    ...(isAppointmentNew ? [appointment] : []),
    ...(shown === null ? [] : [shown.document]),
    ...previous.flatMap(({ visits }) => visits),
  ];
  return [
    ...[...new Set(linked)].map((document) =>
      linkOf(document, target.id, document === shown?.document ? shown.shows : null),
    ),
    ...left.flatMap(({ previous: { lead }, shown: back }) =>
      back === null ? [] : [linkOf(back.document, lead.id, back.shows)],
    ),
  ];
}

function linkOf(document: SourceDocument, leadId: string, shows: LinkWrite['shows']): LinkWrite {
  const { ref, updateTime, content } = document;
  return {
    ref,
    version: updateTime,
    leadId,
    isUsable: content !== null,
    isNew: !isLinkedTo(document, leadId),
    shows,
    stamped: shows === null ? stampsIn(document) : stampsOf(shows),
  };
}

function stampsIn({ leadSync }: SourceDocument): OwnStamps {
  const { completedAt = null, restored = null } = leadSync ?? {};
  return { completedAt, restored };
}

/** What to note if an appointment shows another status from now on. */
function stampsOf({ statusAt, version }: ShownStatus): OwnStamps {
  return version === undefined
    ? { completedAt: statusAt, restored: null }
    : { completedAt: null, restored: { at: statusAt, version } };
}

/** Whether the document's back-link has to be written. */
function needsLink(
  { current: { document }, target, observation }: SyncInput,
  knownViewing: Viewing | null,
): boolean {
  if (knownViewing === null || !holds(knownViewing, document)) return true;
  if (isLinkedTo(document, target.id)) return false;
  const isRead = observation.kind === 'version' && observation.stateChange === 'unknown';
  if (isRead) return true;
  // A later write removed the link. The version of a repeated event has no link either, but is not newer.
  const known = stateOf(knownViewing, document.ref);
  return known === null || document.updateTime > newestVersion(known);
}

/** The newest version of a document that a lead knows. */
function newestVersion(state: NonNullable<ReturnType<typeof stateOf>>): number {
  return Math.max(state.version, state.detailsVersion);
}
