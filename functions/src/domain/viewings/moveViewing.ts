import { isSameSource, sourceKey, type SourceRef } from '../documents/sourceRef';
import type { Micros } from '../time';
import { hasState, type Viewing, type Viewings } from './viewing';

/** The viewing in which a lead holds a document's state; null if it holds none, or no longer. */
export function findHolder(viewings: Viewings, ref: SourceRef): Viewing | null {
  for (const viewing of viewings.values()) {
    if (viewing.movedTo === null && hasState(viewing, ref)) return viewing;
  }
  return null;
}

/** Whether a later version of its document than this one moved a viewing to another lead. */
export function hasMovedAwaySince(viewing: Viewing | null, version: Micros): boolean {
  return viewing !== null && viewing.movedTo !== null && viewing.movedTo.at > version;
}

/** The viewings with this one added, or put in place of the one with its name. */
export function withViewing(viewings: Viewings, viewing: Viewing): Viewings {
  const key = sourceKey(viewing.ref);
  return viewings.get(key) === viewing ? viewings : new Map(viewings).set(key, viewing);
}

/**
 * Takes a document out of a viewing. If the viewing is named after the document, the whole viewing moves to
 * another lead. This lead keeps its states, and when and where it moved: a late deletion is recognised by
 * it ({@link hasMovedAwaySince}), and a viewing that comes back finds its states (docs/contract.md §3). A
 * late update cannot put it back: its plan fails on the back-link's precondition. If the viewing is not
 * named after the document, only the document's state goes: the visit names another appointment now.
 */
export function removeDocument(
  viewings: Viewings,
  viewing: Viewing,
  ref: SourceRef,
  movedTo: { at: Micros; leadId: string },
): Viewings {
  if (isSameSource(viewing.ref, ref)) return withViewing(viewings, { ...viewing, movedTo });
  const visits = new Map(viewing.visits);
  visits.delete(ref.id);
  return withViewing(viewings, { ...viewing, visits });
}

/** What a document takes along when it leaves a viewing for the one named `to`: all of it, or its state. */
export function detach(
  viewing: Viewing,
  { ref, createTime }: { ref: SourceRef; createTime: Micros },
  to: SourceRef,
): Viewing {
  if (isSameSource(viewing.ref, to)) return viewing;
  const visit = viewing.visits.get(ref.id);
  const visits = new Map(visit === undefined ? [] : [[ref.id, visit]]);
  return { ref: to, openedAt: createTime, appointment: null, visits, movedTo: null };
}

/**
 * A viewing that arrives at a lead, merged with what the lead remembers of it from before. The states
 * keep their times; of each document the newest version counts.
 */
export function mergeViewings(remembered: Viewing | null, arriving: Viewing): Viewing {
  if (remembered === null) return { ...arriving, movedTo: null };
  const visits = new Map(remembered.visits);
  for (const [id, visit] of arriving.visits) visits.set(id, newer(visits.get(id), visit));
  return {
    ref: arriving.ref,
    openedAt: Math.min(remembered.openedAt, arriving.openedAt),
    appointment:
      arriving.appointment === null
        ? remembered.appointment
        : newer(remembered.appointment, arriving.appointment),
    visits,
    movedTo: null,
  };
}

function newer<State extends { version: Micros }>(
  one: State | null | undefined,
  other: State,
): State {
  return one && one.version > other.version ? one : other;
}
