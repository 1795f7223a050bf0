import type { Micros } from './time';
import type { SourceRef, Viewing, Viewings } from './viewing';
import { knows, viewingKey } from './viewing';

/** The viewing that holds a document's state on a lead; null where it is not (or no longer) there. */
export function viewingHolding(viewings: Viewings, ref: SourceRef): Viewing | null {
  for (const viewing of viewings.values()) {
    if (viewing.left === null && knows(viewing, ref)) return viewing;
  }
  return null;
}

/** Whether a viewing has left this lead with a later version of its document than this one. */
export function hasLeftSince(viewing: Viewing | null, version: Micros): boolean {
  return viewing !== null && viewing.left !== null && viewing.left.at > version;
}

/** The viewings with one of them put in, or in the place of its former self. */
export function withViewing(viewings: Viewings, viewing: Viewing): Viewings {
  const key = viewingKey(viewing.ref);
  return viewings.get(key) === viewing ? viewings : new Map(viewings).set(key, viewing);
}

/**
 * The viewings of a lead that a document leaves: its whole viewing goes where that is named after the
 * document, else only its own state, as a visit's whose document now names another appointment. The
 * lead remembers with which version a viewing left, so that a late event cannot put it back
 * (contract, section 3).
 */
export function withoutDocument(
  viewings: Viewings,
  viewing: Viewing,
  ref: SourceRef,
  left: { at: Micros; leadId: string },
): Viewings {
  if (isNamedAfter(viewing, ref)) return withViewing(viewings, { ...viewing, left });
  const visits = new Map(viewing.visits);
  visits.delete(ref.id);
  return withViewing(viewings, { ...viewing, visits });
}

/** What goes along when a document's state leaves a viewing for the one that is named `to`. */
export function takenFrom(
  viewing: Viewing,
  { ref, createTime }: { ref: SourceRef; createTime: Micros },
  to: SourceRef,
): Viewing {
  if (isNamedAfter(viewing, to)) return viewing;
  const visit = viewing.visits.get(ref.id);
  const visits = new Map(visit === undefined ? [] : [[ref.id, visit]]);
  return { ref: to, openedAt: createTime, appointment: null, visits, left: null };
}

function isNamedAfter({ ref }: Viewing, { collection, id }: SourceRef): boolean {
  return ref.collection === collection && ref.id === id;
}

/**
 * A viewing that comes to a lead, where the lead may remember it from before: the states keep their
 * times, and of each document the newest version counts.
 */
export function joinViewings(remembered: Viewing | null, coming: Viewing): Viewing {
  if (remembered === null) return { ...coming, left: null };
  const visits = new Map(remembered.visits);
  for (const [id, visit] of coming.visits) visits.set(id, newer(visits.get(id), visit));
  return {
    ref: coming.ref,
    openedAt: Math.min(remembered.openedAt, coming.openedAt),
    appointment:
      coming.appointment === null
        ? remembered.appointment
        : newer(remembered.appointment, coming.appointment),
    visits,
    left: null,
  };
}

function newer<State extends { version: Micros }>(
  one: State | null | undefined,
  other: State,
): State {
  return one && one.version > other.version ? one : other;
}
