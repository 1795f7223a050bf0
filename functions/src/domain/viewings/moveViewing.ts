import { isSameSource, sourceKey, type SourceRef } from '../documents/sourceRef';
import { MICROS_PER_DAY, type Micros } from '../time';
import {
  newViewing,
  withViewing,
  type Identity,
  type Move,
  type Moves,
  type Viewing,
  type Viewings,
} from './viewing';

/** How long a lead remembers a viewing that left it. No event is delivered so late. */
const MOVE_REMEMBERED: Micros = 30 * MICROS_PER_DAY;

/** What a document takes along when it leaves a viewing for the one named `to`: all of it, or its state. */
export function detach(viewing: Viewing, document: Identity, to: SourceRef): Viewing {
  if (isSameSource(viewing.ref, to)) return viewing;
  const { id } = document.ref;
  const visit = viewing.visits.get(id);
  return { ...newViewing(to), visits: new Map(visit === undefined ? [] : [[id, visit]]) };
}

/**
 * What is left of a viewing when a document leaves it for the viewing named `to`. Null if all of it goes: it
 * is named after the document, or it is that viewing itself, on its way to another lead.
 */
export function withoutDocument(
  viewing: Viewing,
  { ref }: Identity,
  to: SourceRef,
): Viewing | null {
  if (isSameSource(viewing.ref, ref) || isSameSource(viewing.ref, to)) return null;
  const visits = new Map(viewing.visits);
  visits.delete(ref.id);
  return { ...viewing, visits };
}

/** The viewings without the one with this name. */
export function withoutViewing(viewings: Viewings, ref: SourceRef): Viewings {
  const others = new Map(viewings);
  return others.delete(sourceKey(ref)) ? others : viewings;
}

/** The viewings with what is left of one of them; null if nothing is. */
export function withRemaining(
  viewings: Viewings,
  { ref }: Viewing,
  remaining: Viewing | null,
): Viewings {
  return remaining === null ? withoutViewing(viewings, ref) : withViewing(viewings, remaining);
}

/**
 * A viewing merged with the part of it that arrives from elsewhere. Of each document the newest version
 * counts; a document that was created again takes the place of the former one (docs/contract.md §3).
 */
export function mergeViewings(here: Viewing, arriving: Viewing): Viewing {
  const visits = new Map(here.visits);
  for (const [id, visit] of arriving.visits) visits.set(id, newer(visits.get(id) ?? null, visit));
  return {
    ref: here.ref,
    appointment: newerOf(here.appointment, arriving.appointment),
    visits,
    enquiry: newerOf(here.enquiry, arriving.enquiry),
  };
}

function newerOf<State extends { createTime: Micros; version: Micros }>(
  here: State | null,
  arriving: State | null,
): State | null {
  return arriving === null ? here : newer(here, arriving);
}

/** Notes that a viewing left for another lead. */
export function withMove(moves: Moves, { ref }: Viewing, move: Move): Moves {
  return new Map(moves).set(sourceKey(ref), move);
}

/** Forgets what left long before `now`, but for the last that left (docs/contract.md §7). */
export function withoutOldMoves(moves: Moves, now: Micros): Moves {
  const last = Math.max(0, ...[...moves.values()].map(({ at }) => at));
  const kept = [...moves].filter(([, { at }]) => at === last || at >= now - MOVE_REMEMBERED);
  return kept.length === moves.size ? moves : new Map(kept);
}

/** The moves without that of a viewing that is here again. */
export function withoutMove(moves: Moves, ref: SourceRef): Moves {
  const others = new Map(moves);
  return others.delete(sourceKey(ref)) ? others : moves;
}

function newer<State extends { createTime: Micros; version: Micros }>(
  one: State | null,
  other: State,
): State {
  if (one === null) return other;
  const isOneNewer =
    one.createTime > other.createTime ||
    (one.createTime === other.createTime && one.version > other.version);
  return isOneNewer ? one : other;
}
