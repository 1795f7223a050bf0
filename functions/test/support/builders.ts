import { decide, openLead, type LeadChange } from '../../src/domain/changeLead';
import type { Decision } from '../../src/domain/deriveStatus';
import {
  REASONS,
  type Actor,
  type ChainEnd,
  type Explanation,
  type HistoryEntry,
  type RecordedEntry,
  type StoredEntry,
} from '../../src/domain/history';
import { asCommitted, type StoredLead } from '../../src/domain/lead';
import type { Pair } from '../../src/domain/leadId';
import type { LeadStatus } from '../../src/domain/leadStatus';
import { formerLeadIds, heldBy, isHeldThere, type Traces } from '../../src/domain/formerLead';
import { hasLeftSince, viewingHolding } from '../../src/domain/moveViewing';
import { EMPTY_PLAN, planSync, type Former, type SyncPlan } from '../../src/domain/planSync';
import {
  canMatter,
  readSource,
  sightingOf,
  toldBy,
  type SourceChange,
  type SourceDocument,
} from '../../src/domain/sourceDocument';
import { secondsAndNanos, type Micros } from '../../src/domain/time';
import {
  isHere,
  viewingKey,
  type AppointmentState,
  type SourceRef,
  type Viewing,
  type ViewingKey,
  type Viewings,
  type VisitState,
} from '../../src/domain/viewing';
import type { Version } from './model';

/** The second `n` of a test's own calendar. */
export const second = (n: number): Micros => n * 1_000_000;

/** A time as a document holds it. */
export const timestamp = (time: Micros) => secondsAndNanos(time);

export const appointmentRef = (id: string): SourceRef => ({ collection: 'appointments', id });
export const visitRef = (id: string): SourceRef => ({ collection: 'visits', id });

export const AGENT: Actor = { type: 'user', id: 'agent-1' };
export const PAIR: Pair = { contactId: 'contact', listingId: 'L' };
export const NO_LISTING: Pair = { contactId: 'contact', listingId: null };

// --- The facts that a status is derived from -----------------------------------------------------

export function appointmentState(
  status: AppointmentState['status'],
  at: Micros,
  type: AppointmentState['type'] = 'Visita',
): AppointmentState {
  return { status, type, at, version: at };
}

/** A `visit_done`. */
export function done(outcome: VisitState['outcome'], at: Micros): VisitState {
  return { status: 'visit_done', outcome, at, version: at };
}

export function visitState(status: VisitState['status'], at: Micros): VisitState {
  return { status, outcome: null, at, version: at };
}

/** The viewing of an appointment. */
export function viewing(
  id: string,
  openedAt: Micros,
  appointment: AppointmentState | null,
  visits: Readonly<Record<string, VisitState>> = {},
): Viewing {
  const ref = appointmentRef(id);
  return { ref, openedAt, appointment, visits: new Map(Object.entries(visits)), left: null };
}

/** The viewing of a visit that has no appointment. */
export function visitViewing(id: string, openedAt: Micros, visit: VisitState): Viewing {
  const ref = visitRef(id);
  return { ref, openedAt, appointment: null, visits: new Map([[id, visit]]), left: null };
}

export function viewingsOf(...list: readonly Viewing[]): Viewings {
  return new Map(list.map((each) => [viewingKey(each.ref), each]));
}

export function decisionFor(
  status: LeadStatus,
  at: Micros,
  outcome: Decision['outcome'] = null,
): Decision {
  return { status, outcome, reason: 'Lo dijo el cliente', at };
}

export function because(
  cause: Exclude<Explanation['cause'], 'manual'>,
  effectiveAt: Micros,
  source: Explanation['source'] = appointmentRef('A'),
): Explanation {
  return { cause, reason: REASONS[cause], source, actor: AGENT, effectiveAt };
}

// --- Documents -----------------------------------------------------------------------------------

/** A document's fields, as they are found: anything. */
export type Fields = Readonly<Record<string, unknown>>;

/** One version of a source document; `updateTime` is its `createTime` unless it is given. */
export function documentOf(
  ref: SourceRef,
  data: Fields,
  createTime: Micros = second(1),
  updateTime: Micros = createTime,
): SourceDocument {
  return readSource(ref, data, { createTime, updateTime });
}

export function created(after: SourceDocument): SourceChange {
  return { ref: after.ref, kind: 'created', before: null, after, deletedAt: null };
}

export function updated(before: SourceDocument | 'lost', after: SourceDocument): SourceChange {
  return { ref: after.ref, kind: 'updated', before, after, deletedAt: null };
}

export function deleted(before: SourceDocument, deletedAt: Micros): SourceChange {
  return { ref: before.ref, kind: 'deleted', before, after: null, deletedAt };
}

// --- Leads ---------------------------------------------------------------------------------------

/** An entry as it stands in a lead's history; the times are seconds. */
export function recordedEntry(
  seq: number,
  [from, to]: readonly [LeadStatus | null, LeadStatus],
  at: number,
  before: number | null,
): RecordedEntry {
  return {
    seq,
    from,
    to,
    at: second(100),
    effectiveAt: second(at),
    cause: 'manual',
    reason: 'x',
    source: { collection: 'leads', id: 'lead' },
    actor: { type: 'user', id: 'agent' },
    secondsInPrevious: before === null ? null : at - before,
    outcome: null,
  };
}

/** Its document. */
export function storedEntry(entry: RecordedEntry): StoredEntry {
  return { id: String(entry.seq).padStart(6, '0'), version: second(entry.seq), entry };
}

/** A lead that an older system wrote. */
export function olderLead(fields: Partial<StoredLead>): StoredLead {
  return {
    ...PAIR,
    id: 'older',
    version: second(10),
    prospectId: null,
    assignedTo: null,
    source: null,
    status: null,
    closed: null,
    statusChangedAt: null,
    viewings: null,
    history: null,
    ...fields,
  };
}

/** A lead's id in these tests, readable. */
export const idOf = ({ contactId, listingId }: Pair): string =>
  `lead of ${contactId} and ${listingId ?? 'none'}`;

// --- Events in any order -------------------------------------------------------------------------

/** What a client (or another system) writes to a document, or that it is deleted. */
export interface WriteStep {
  ref: SourceRef;
  fields: Fields | 'deleted';
  /** False where the writer does not stamp what it writes. */
  isStamped: boolean;
}

/** A decision by hand on a pair's lead. */
export interface DecideStep {
  pair: Pair;
  to: LeadStatus;
  outcome: Decision['outcome'];
}

export type Step = WriteStep | DecideStep;

/** A write to an appointment of the pair (contact, L). */
export function appointment(id: string, fields: Fields): WriteStep {
  return { ref: appointmentRef(id), fields, isStamped: true };
}

/** A write to a visit. */
export function visit(id: string, fields: Fields): WriteStep {
  return { ref: visitRef(id), fields, isStamped: true };
}

export function deletion(ref: SourceRef): WriteStep {
  return { ref, fields: 'deleted', isStamped: false };
}

export function manual(
  to: LeadStatus,
  outcome: Decision['outcome'] = null,
  pair: Pair = PAIR,
): DecideStep {
  return { pair, to, outcome };
}

/** One thing that happens: a step is committed, or the event that it caused is delivered. */
export interface Turn {
  does: 'commit' | 'deliver';
  step: number;
}

/** Each event is delivered as soon as its step is committed. */
export function inOrder(steps: readonly Step[]): Turn[] {
  return steps.flatMap((each, step): Turn[] =>
    'to' in each
      ? [{ does: 'commit', step }]
      : [
          { does: 'commit', step },
          { does: 'deliver', step },
        ],
  );
}

/**
 * Every order in which the steps, themselves committed one after the other, and the deliveries of
 * their events can happen. This has all permutations of the deliveries, and what happens between the
 * commits too. A decision by hand keeps its place: it is made once the events before it were handled,
 * since whoever makes it has seen what they led to.
 */
export function everyOrder(steps: readonly Step[]): Turn[][] {
  const from = (next: number, waiting: readonly number[]): Turn[][] => {
    const step = steps[next];
    if (step === undefined && waiting.length === 0) return [[]];
    const deliveries = waiting.flatMap((each) =>
      from(
        next,
        waiting.filter((other) => other !== each),
      ).map((rest): Turn[] => [{ does: 'deliver', step: each }, ...rest]),
    );
    const isDecision = step !== undefined && 'to' in step;
    if (step === undefined || (isDecision && waiting.length > 0)) return deliveries;
    const commits = from(next + 1, isDecision ? waiting : [...waiting, next]).map(
      (rest): Turn[] => [{ does: 'commit', step: next }, ...rest],
    );
    return [...commits, ...deliveries];
  };
  return from(0, []);
}

interface StoredDocument {
  ref: SourceRef;
  data: Fields;
  createTime: Micros;
  updateTime: Micros;
}

/** Where a document belongs; `leadId` is that of the lead which holds it, where only that tells. */
interface WorldPlace {
  viewing: SourceRef;
  pair: Pair | null;
  appointment: SourceDocument | null;
  leadId: string | null;
}

const SECONDS_PER_STEP = 1_000;
const TICK: Micros = 1_000;

/**
 * Source documents and leads in memory, and the path of an event through the pure pipeline: from what
 * it tells to a plan, and from the plan to what is read back. A plan that was decided on a version
 * which is no longer the newest is not applied, but decided again on what stands now.
 */
export class World {
  readonly leads = new Map<string, StoredLead>();
  readonly histories = new Map<string, readonly HistoryEntry[]>();
  /** Every plan that was applied. */
  readonly plans: SyncPlan[] = [];
  private readonly documents = new Map<ViewingKey, StoredDocument>();
  /** The events of the server's own writes. */
  private readonly ownEvents: SourceChange[] = [];
  /** Every version of every document, in the order of the commits; the server's own too. */
  readonly versions: Version[] = [];
  private now: Micros = 0;

  /** Time passes: what is written from now on has a later time. */
  pass(): void {
    this.now += second(1);
  }

  /** Plays steps in an order; `isTwice` delivers each event twice, and all of them again at the end. */
  static play(steps: readonly Step[], turns = inOrder(steps), isTwice = false): World {
    const world = new World();
    const events = new Map<number, SourceChange>();
    for (const { does, step: n } of turns) {
      const step = steps[n];
      const event = events.get(n);
      if (does === 'commit' && step !== undefined) {
        world.now = Math.max(world.now + TICK, second((n + 1) * SECONDS_PER_STEP));
        if ('to' in step) world.decide(step);
        else events.set(n, world.write(step));
      } else if (event !== undefined) {
        world.deliver(event);
        if (isTwice) world.deliver(event);
      }
    }
    for (const event of isTwice ? events.values() : []) world.deliver(event);
    for (const event of world.ownEvents) world.deliver(event);
    return world;
  }

  /** The lead of a pair. */
  lead(pair: Pair = PAIR): StoredLead {
    const lead = this.leads.get(idOf(pair));
    if (lead === undefined) throw new Error(`There is no ${idOf(pair)}`);
    return lead;
  }

  history(pair: Pair = PAIR): readonly HistoryEntry[] {
    return this.histories.get(idOf(pair)) ?? [];
  }

  /** A document's fields as they stand now; null where there is none. */
  fieldsOf(ref: SourceRef): Fields | null {
    return this.documents.get(viewingKey(ref))?.data ?? null;
  }

  /** Every document as it stands now. */
  documentsNow(): SourceDocument[] {
    return [...this.documents.values()].map((stored) =>
      readSource(stored.ref, stored.data, stored),
    );
  }

  /** A document as it stands now; null where there is none. */
  read(ref: SourceRef): SourceDocument | null {
    const stored = this.documents.get(viewingKey(ref));
    return stored === undefined ? null : readSource(ref, stored.data, stored);
  }

  write({ ref, fields, isStamped }: WriteStep): SourceChange {
    const before = this.read(ref);
    if (fields === 'deleted') {
      if (before === null) throw new Error('What does not exist cannot be deleted');
      this.documents.delete(viewingKey(ref));
      this.versions.push({ ref, data: null, createTime: before.createTime, time: this.now });
      return deleted(before, this.now);
    }
    const bringsState = ['status', 'type', 'outcome'].some((field) => field in fields);
    this.put(ref, {
      ...(ref.collection === 'appointments' && before === null && PAIR),
      ...fields,
      ...(isStamped && { updatedBy: AGENT.id, updatedAt: timestamp(this.now) }),
      ...(isStamped && bringsState && { statusAt: timestamp(this.now) }),
    });
    const after = this.read(ref);
    if (after === null) throw new Error('What was written is there');
    return before === null ? created(after) : updated(before, after);
  }

  deliver(event: SourceChange): void {
    this.deliverAtOnce([event]);
  }

  /** Events that are handled at the same time: each is decided before any of them is committed. */
  deliverAtOnce(events: readonly SourceChange[]): void {
    const plans = events.map((event) => ({ event, plan: this.firstPlan(event) }));
    for (const { event, plan } of plans) {
      if (plan !== null && !this.commit(plan)) this.planAgain(event);
    }
  }

  private firstPlan(event: SourceChange): SyncPlan | null {
    const told = toldBy(event);
    return told === null || !canMatter(event) ? null : this.plan(event, told, event.after === null);
  }

  private planAgain(event: SourceChange): void {
    const told = toldBy(event);
    if (told === null) return;
    const standing = this.read(event.ref);
    const newest = standing ?? (event.after === null ? told : null);
    if (newest === null || this.commit(this.plan(event, newest, standing === null))) return;
    throw new Error('A plan that was decided on the newest versions cannot conflict');
  }

  /** The events of the server's own writes, once. */
  takeOwnEvents(): SourceChange[] {
    return this.ownEvents.splice(0);
  }

  /** A status is typed over in the console. Returns the lead as it was, at its new version. */
  overwrite(pair: Pair, status: LeadStatus): StoredLead {
    const lead = { ...this.lead(pair), version: this.now };
    this.leads.set(lead.id, { ...lead, status });
    return lead;
  }

  /** The function that watches the leads notices it. */
  notice(pair: Pair): void {
    const lead = this.lead(pair);
    const change = openLead(lead);
    if (change.isChanged) this.putLead(lead.id, change);
  }

  /** A decision by hand; returns its time. */
  decide({ pair, to, outcome }: DecideStep): Micros {
    const { id, version, ...lead } = this.lead(pair);
    const decision = decisionFor(to, this.now, outcome);
    const change = decide(openLead({ id, version, ...lead }), decision, {
      cause: 'manual',
      reason: decision.reason,
      source: { collection: 'leads', id },
      actor: AGENT,
      effectiveAt: decision.at,
    });
    this.putLead(id, change);
    return decision.at;
  }

  /** `isGone`: whether the event's document is taken for deleted. */
  private plan(event: SourceChange, document: SourceDocument, isGone: boolean): SyncPlan {
    const told = toldBy(event);
    const sighting = sightingOf(event);
    const place = this.placeOf(document, isGone);
    if (told === null || sighting === null || place === null) return EMPTY_PLAN;
    const { viewing: ref, pair, appointment: read } = place;

    const id = this.targetOf(place);
    const lead = this.leads.get(id) ?? null;
    const here = lead?.viewings?.get(viewingKey(ref)) ?? null;
    if (isGone && hasLeftSince(here, document.updateTime)) return EMPTY_PLAN;
    const isHeld = isHeldThere(lead, ref, { ref: event.ref, isGone });
    const toldPlace = this.placeOf(told, event.after === null);
    const toldTargetId = toldPlace === null ? null : this.targetOf(toldPlace);
    return planSync({
      sighting,
      document,
      isGone,
      viewing: ref,
      pair,
      appointment: read,
      target: { id, lead, chainEnd: this.chainEnd(id) },
      formers: this.formersOf({ told, toldTargetId, document, targetId: id, isHeld }),
    });
  }

  private targetOf({ viewing, pair, appointment, leadId }: WorldPlace): string {
    const held = this.leadWith(appointment?.leadId ?? null, viewing);
    return leadId ?? held?.id ?? idOf(pair ?? PAIR);
  }

  /** The viewing that a document belongs to, by its own version; null where it cannot be used. */
  private placeOf(document: SourceDocument, isDeleted: boolean): WorldPlace | null {
    const { ref, content } = document;
    const holder = document.leadId === null ? null : (this.leads.get(document.leadId) ?? null);
    const holding = holder?.viewings && viewingHolding(holder.viewings, ref);
    const held =
      holder && holding
        ? { viewing: holding.ref, pair: null, appointment: null, leadId: holder.id }
        : null;
    if (content?.collection === 'appointments' || content?.appointmentId === null) {
      const { contactId, listingId } = content;
      return { viewing: ref, pair: { contactId, listingId }, appointment: null, leadId: null };
    }
    if (isDeleted && held !== null) return held;
    if (content === null) return null;
    const viewing = appointmentRef(content.appointmentId);
    const read = this.read(viewing);
    if (read?.content?.collection !== 'appointments') {
      return held?.viewing.id === viewing.id ? held : null;
    }
    const { contactId, listingId } = read.content;
    if (content.contactId !== null && content.contactId !== contactId) return null;
    return { viewing, pair: { contactId, listingId }, appointment: read, leadId: null };
  }

  private leadWith(id: string | null, ref: SourceRef): StoredLead | null {
    const lead = id === null ? undefined : this.leads.get(id);
    return lead && isHere(lead.viewings?.get(viewingKey(ref)) ?? null) ? lead : null;
  }

  private formersOf(traces: Traces): Former[] {
    const { document, targetId } = traces;
    return formerLeadIds(traces)
      .map((id) => heldBy(this.leads.get(id) ?? null, document.ref, targetId))
      .filter((held) => held !== null)
      .map((held) => ({
        ...held,
        chainEnd: this.chainEnd(held.lead.id),
        visits: held.visits.map((each) => this.read(each)).filter((each) => each !== null),
      }));
  }

  private chainEnd(id: string): ChainEnd | null {
    const last = this.histories.get(id)?.at(-1);
    return last === undefined
      ? null
      : { seq: last.seq, status: last.to, effectiveAt: last.effectiveAt };
  }

  /** Applies a plan, all or nothing; false where it was decided on what has changed since. */
  private commit(plan: SyncPlan): boolean {
    const isCurrent =
      plan.leads.every(({ id, version }) => version === (this.leads.get(id)?.version ?? null)) &&
      plan.links.every(({ ref, version }) => version === this.read(ref)?.updateTime) &&
      (plan.gone === null || this.read(plan.gone) === null);
    if (!isCurrent) return false;
    this.now += TICK;
    for (const { id, change } of plan.leads) this.putLead(id, change);
    for (const { ref, leadId, completedAt } of plan.links) {
      const before = this.read(ref);
      this.put(ref, {
        leadId,
        leadSync: { state: 'linked', at: timestamp(this.now) },
        ...(completedAt !== null && { status: 'Completed', statusAt: timestamp(completedAt) }),
      });
      const after = this.read(ref);
      if (before !== null && after !== null) this.ownEvents.push(updated(before, after));
    }
    if (plan.leads.length > 0 || plan.links.length > 0) this.plans.push(plan);
    return true;
  }

  private put(ref: SourceRef, fields: Fields): void {
    const key = viewingKey(ref);
    const before = this.documents.get(key);
    // A version's own time is a little after the server timestamps in it.
    const updateTime = this.now + 1;
    const createTime = before?.createTime ?? updateTime;
    const data = { ...before?.data, ...fields };
    this.documents.set(key, { ref, data, createTime, updateTime });
    this.versions.push({ ref, data, createTime, time: updateTime });
  }

  private putLead(id: string, { lead, entries }: LeadChange): void {
    this.leads.set(id, asCommitted(id, this.now, lead));
    this.histories.set(id, [...(this.histories.get(id) ?? []), ...entries]);
  }
}

/** A history in short: each status, and why. */
export function chainOf(entries: readonly HistoryEntry[]): [to: LeadStatus, cause: string][] {
  return entries.map(({ to, cause }) => [to, cause]);
}
