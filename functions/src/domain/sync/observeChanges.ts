import type { Explanation } from '../documents/history';
import { observeRead, type Observation } from '../documents/observation';
import { isRejected, type SourceDocument } from '../documents/sourceDocument';
import { applyObservation } from '../viewings/applyObservation';
import { settleCompletion, type Settlement } from '../viewings/settleCompletion';
import { holds, type Viewing } from '../viewings/viewing';
import type { SyncInput } from './syncInput';

/** The viewing after the event, and what its appointment's document has to show from now on. */
export interface ObservedChanges extends Settlement {
  explanations: readonly Explanation[];
}

/** Applies the event, and what was read beside it of documents that the viewing does not know. */
export function observeChanges(input: SyncInput, arrived: Viewing): ObservedChanges {
  let viewing = arrived;
  const explanations: Explanation[] = [];
  for (const each of observationsOf(input, arrived)) {
    const observed = applyObservation(viewing, each);
    viewing = observed.viewing;
    if (observed.explanation !== null) explanations.push(observed.explanation);
  }
  return { ...settleCompletion(viewing, appointmentOf(input)), explanations };
}

/**
 * The event comes first. The later events of a document that was rejected since had no effect, so its current
 * version is observed, too. So is a visit's appointment, unless the viewing knows it already.
 */
function observationsOf(
  { observation, current, appointment }: SyncInput,
  arrived: Viewing,
): Observation[] {
  const { document } = current;
  const wasRejected = document.updateTime > observation.document.updateTime && isRejected(document);
  const isAppointmentNew = appointment !== null && !holds(arrived, appointment);
  const reads = [wasRejected ? document : null, isAppointmentNew ? appointment : null];
  return [observation, ...reads.flatMap((read) => (read && observeRead(read)) ?? [])];
}

/** The document of the viewing's appointment, if it is known. */
function appointmentOf({
  current: { document, presence },
  appointment,
}: SyncInput): SourceDocument | null {
  if (document.ref.collection === 'visits') return appointment;
  return presence === 'exists' ? document : null;
}
