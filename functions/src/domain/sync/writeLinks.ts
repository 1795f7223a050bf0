import type { SourceDocument } from '../documents/sourceDocument';
import {
  belongsHere,
  hasLiveState,
  isNewTo,
  stateVersion,
  type Viewing,
} from '../viewings/viewing';
import type { Completion } from './observeChanges';
import { previousElsewhere, type SyncInput } from './syncInput';
import type { LinkWrite } from './syncPlan';

/** The back-links that a plan writes: of each document that is new to the lead, completed, or moved along. */
export function writeLinks(
  input: SyncInput,
  knownViewing: Viewing | null,
  completion: Completion | null,
): LinkWrite[] {
  const { current, appointment, target } = input;
  const previous = previousElsewhere(input);
  const isAppointmentNew =
    appointment !== null && !belongsHere(knownViewing) && !isLinked(appointment, target.id);
  const linked = [
    ...(current.presence === 'exists' && (previous.length > 0 || needsLink(input, knownViewing))
      ? [current.document]
      : []),
    ...(isAppointmentNew ? [appointment] : []),
    ...(completion === null ? [] : [completion.document]),
    ...previous.flatMap(({ visits }) => visits),
  ];
  return [...new Set(linked)].map((document) => ({
    ref: document.ref,
    version: document.updateTime,
    leadId: target.id,
    isUsable: document.content !== null,
    completedAt: document === completion?.document ? completion.at : null,
  }));
}

/** Whether the document's back-link has to be written. */
function needsLink(
  { current: { document }, target, observation }: SyncInput,
  knownViewing: Viewing | null,
): boolean {
  const { ref, leadId, updateTime } = document;
  // The document is new to the lead, or comes back to it.
  if (knownViewing === null || knownViewing.movedTo !== null) return true;
  if (!hasLiveState(knownViewing, ref)) return true;
  if (isLinked(document, target.id)) return false;
  // It was read, and names a lead that was merged into this one.
  const isRead = observation.kind === 'version' && observation.stateChange === 'unknown';
  if (isRead && leadId !== null && updateTime === stateVersion(knownViewing, ref)) return true;
  // A later write removed the link. The version of a repeated event has no link either, but is not newer.
  return isNewTo(knownViewing, document);
}

function isLinked({ leadId, leadSync }: SourceDocument, id: string): boolean {
  return leadId === id && leadSync?.state === 'linked';
}
