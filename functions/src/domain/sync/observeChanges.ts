import { APPOINTMENT_STATUSES } from '../documents/appointment';
import type { Explanation } from '../documents/history';
import { observeRead } from '../documents/observation';
import type { SourceDocument } from '../documents/sourceDocument';
import { applyObservation } from '../viewings/applyObservation';
import {
  completeAppointment,
  completingVisitTime,
  type AppointmentState,
  type Viewing,
} from '../viewings/viewing';
import type { SyncInput } from './syncInput';

/** The viewing after the event. */
export interface ObservedChanges {
  viewing: Viewing;
  /** The same, before its visit completed its appointment. */
  beforeCompletion: Viewing;
  completion: Completion | null;
  explanations: readonly Explanation[];
}

/** An appointment's document that a visit completes. */
export interface Completion extends Pick<AppointmentState, 'at' | 'type' | 'version'> {
  document: SourceDocument;
}

/** Applies the event, and the visit's appointment if the viewing does not know its state yet. */
export function observeChanges(input: SyncInput, arrived: Viewing): ObservedChanges {
  const { observation, appointment } = input;
  const isAppointmentKnown = arrived.appointment !== null;
  const read = appointment === null || isAppointmentKnown ? null : observeRead(appointment);
  let viewing = arrived;
  const explanations: Explanation[] = [];
  for (const each of read === null ? [observation] : [observation, read]) {
    const observed = applyObservation(viewing, each);
    viewing = observed.viewing;
    if (observed.explanation !== null) explanations.push(observed.explanation);
  }
  const completion = findCompletion(input, viewing, isAppointmentKnown);
  return {
    viewing: completion === null ? viewing : completeAppointment(viewing, completion),
    beforeCompletion: viewing,
    completion,
    explanations,
  };
}

/**
 * The appointment that its visit completes (docs/contract.md §4, both directions). An appointment that may
 * have got a new date is left alone: if it was written after the visit and no event of it was handled yet,
 * its own event is still to come and will complete it if that is right.
 */
function findCompletion(
  { current: { document }, appointment, observation }: SyncInput,
  viewing: Viewing,
  isAppointmentKnown: boolean,
): Completion | null {
  const at = completingVisitTime(viewing);
  const candidate = document.ref.collection === 'appointments' ? document : appointment;
  if (at === null || candidate === null || observation.kind === 'deletion') return null;
  const { content, stamps, updateTime } = candidate;
  if (content?.collection !== 'appointments') return null;
  if (!APPOINTMENT_STATUSES[content.status].isCompletedByVisit) return null;
  const awaitsOwnEvent =
    !isAppointmentKnown && candidate !== document && updateTime > document.updateTime;
  const isRescheduled = stamps.statusAt !== null && stamps.statusAt > at;
  return awaitsOwnEvent || isRescheduled
    ? null
    : { document: candidate, at, type: content.type, version: updateTime };
}
