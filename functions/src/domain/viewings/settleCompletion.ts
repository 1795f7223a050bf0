import {
  APPOINTMENT_STATUSES,
  COMPLETED_APPOINTMENT_STATUS,
  type AppointmentStatus,
} from '../documents/appointment';
import {
  countedStatusAt,
  hasOutdatedStamp,
  type SourceDocument,
} from '../documents/sourceDocument';
import type { Micros } from '../time';
import { showsCompleted } from './applyObservation';
import { canBeCompleted, completingVisitTime } from './statements';
import type { AppointmentState, Viewing } from './viewing';

/** The status that a document has to show, and its `statusAt`; if it is its own again, the version that brought it. */
export interface ShownStatus {
  status: AppointmentStatus;
  statusAt: Micros;
  version?: Micros;
}

/** What an appointment's document has to show, if it is still as it was read. */
interface ShownState {
  document: SourceDocument;
  /** Null if the document may stay as it is. */
  shows: ShownStatus | null;
}

/** A viewing, and what its appointment's document has to show; null if nothing depends on that. */
export interface Settlement {
  viewing: Viewing;
  shown: ShownState | null;
}

/**
 * Settles what an appointment's document shows (docs/contract.md §4, both directions). A visit that took
 * place sets an open appointment to `Completed`, as of the visit's time. If no visit completes it any more,
 * and nobody has written its state since, it shows its own state again, as of its own time. `document` is
 * the appointment, as read; null if it was not read.
 */
export function settleCompletion(viewing: Viewing, document: SourceDocument | null): Settlement {
  const { appointment } = viewing;
  const unchanged = { viewing, shown: null };
  if (appointment === null || document?.createTime !== appointment.createTime) return unchanged;
  const completedAt = completingVisitTime(viewing);
  if (completedAt !== null) {
    if (!isOpenSince(document, completedAt, appointment)) return unchanged;
    const shows = { status: COMPLETED_APPOINTMENT_STATUS, statusAt: completedAt };
    return { viewing: withShown(viewing, appointment, completedAt), shown: { document, shows } };
  }
  const { status, at, version, shownCompletedAt } = appointment;
  if (status === 'removed' || !canBeCompleted(appointment)) return unchanged;
  if (showsCompleted(document, appointment)) {
    const shows = { status, statusAt: at, version };
    return { viewing: withShown(viewing, appointment, null), shown: { document, shows } };
  }
  return shownCompletedAt === null
    ? unchanged
    : { viewing: withShown(viewing, appointment, null), shown: { document, shows: null } };
}

/**
 * Whether an appointment's document may show a visit that does not complete it any more, once a viewing is
 * only what remains of it.
 */
export function mayBeTakenBack(viewing: Viewing, remaining: Viewing): boolean {
  const { appointment } = remaining;
  const isOpen = appointment !== null && canBeCompleted(appointment);
  return isOpen && completingVisitTime(viewing) !== null && completingVisitTime(remaining) === null;
}

/** Whether a document is an open appointment that did not get a new date after `time`. */
function isOpenSince(
  document: SourceDocument,
  time: Micros,
  { version }: AppointmentState,
): boolean {
  const { content } = document;
  if (content?.collection !== 'appointments') return false;
  const statusAt = countedStatusAt(document);
  const isRescheduled =
    statusAt !== null && statusAt > time && !hasOutdatedStamp(document, version);
  return APPOINTMENT_STATUSES[content.status].isCompletedByVisit && !isRescheduled;
}

function withShown(
  viewing: Viewing,
  appointment: AppointmentState,
  shownCompletedAt: Micros | null,
): Viewing {
  return { ...viewing, appointment: { ...appointment, shownCompletedAt } };
}
