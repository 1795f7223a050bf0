import {
  currentAsEvent,
  decideSync,
  placeEvent,
  readCurrent,
  type PlacedEvent,
  type Rejection,
  type SyncOutcome,
} from '../../src/application/sync/decideSync';
import { withKnownLeads, type LeadReader } from '../../src/application/sync/leadReader';
import {
  findHistoryEnd,
  type HistoryEnd,
  type HistoryEntry,
  type RecordedEntry,
} from '../../src/domain/documents/history';
import { canMatter, type SourceChange } from '../../src/domain/documents/sourceChange';
import {
  readSource,
  type OwnStamps,
  type SourceDocument,
} from '../../src/domain/documents/sourceDocument';
import {
  sourceKey,
  sourceOfKey,
  type SourceKey,
  type SourceRef,
} from '../../src/domain/documents/sourceRef';
import { OPEN_LEAD_STATUSES } from '../../src/domain/leadStatus';
import { DEFAULT_ATTENTION_DAYS, withOwnAttention } from '../../src/domain/leads/attention';
import { applyDecision, type LeadChange } from '../../src/domain/leads/changeLead';
import { storedLeadSchema, type KnownLead, type StoredLead } from '../../src/domain/leads/lead';
import type { Pair } from '../../src/domain/leads/leadId';
import {
  newsOf,
  readListingStatus,
  withListing,
  type ListingVersion,
} from '../../src/domain/leads/listingStatus';
import { compareDuplicates } from '../../src/domain/leads/mergeLeads';
import { reconcileAndDerive, reconcileLead } from '../../src/domain/leads/reconcileLead';
import { combinePlans, plannedLeads } from '../../src/domain/sync/combinePlans';
import { EMPTY_PLAN, isEmpty, type SyncPlan } from '../../src/domain/sync/syncPlan';
import type { Micros } from '../../src/domain/time';
import { newestStateAt } from '../../src/domain/viewings/viewing';
import { inOrder, type Action, type DecideAction, type WriteAction } from './actions';
import {
  AGENT,
  type Fields,
  PAIR,
  committedLead,
  created,
  decisionFor,
  deleted,
  idOf,
  olderLead,
  recordedEntry,
  second,
  storedEntry,
  timestamp,
  updated,
} from './builders';
import type { OlderFields } from './historyBackend';
import type { Version } from './model';

interface StoredDocument {
  ref: SourceRef;
  data: Fields;
  createTime: Micros;
  updateTime: Micros;
}

const SECONDS_PER_ACTION = 1_000;
const TICK: Micros = 1_000;

/**
 * The pipeline without a database: source documents and leads are in memory, and the real decision about
 * each event reads them. A plan that was decided on an outdated version is not applied: its event is
 * decided again on the newest versions.
 */
export class InMemoryPipeline {
  readonly leads = new Map<string, StoredLead>();
  readonly histories = new Map<string, readonly HistoryEntry[]>();
  /** Every plan that was applied. */
  readonly plans: SyncPlan[] = [];
  /** Every version of every document, in the order of the commits, with those of the server. */
  readonly versions: Version[] = [];
  /** The numbers in histories that documents take which are no entries. */
  private readonly foreign = new Map<string, ReadonlySet<number>>();
  private readonly documents = new Map<SourceKey, StoredDocument>();
  /** The events of the server's own writes. */
  private readonly ownEvents: SourceChange[] = [];
  private readonly listings = new Map<string, ListingVersion>();
  private clock: Micros = 0;

  private readonly reader: LeadReader = {
    lead: (id) => Promise.resolve(this.leads.get(id) ?? null),
    olderLead: (pair) => Promise.resolve(this.olderLead(pair)),
    historyEnd: (id, lead) => Promise.resolve(this.historyEnd(id, lead)),
    source: (ref) => Promise.resolve(this.read(ref)),
    sources: (refs) =>
      Promise.resolve(refs.map((ref) => this.read(ref)).filter((each) => each !== null)),
    sourcesNaming: (leadId) => Promise.resolve(this.readNaming(leadId)),
    // Random histories leave the limit out: which documents exceed it is decided when they are handled.
    countEarlierRequests: () => Promise.reject(new Error('No customer asks in person here')),
  };

  /** Plays actions in an order; `isTwice` delivers each event twice, and all of them again at the end. */
  static async play(
    actions: readonly Action[],
    steps = inOrder(actions),
    isTwice = false,
  ): Promise<InMemoryPipeline> {
    const pipeline = new InMemoryPipeline();
    const events = new Map<number, SourceChange>();
    for (const { does, action: n } of steps) {
      const action = actions[n];
      const event = events.get(n);
      if (does === 'commit' && action !== undefined) {
        pipeline.clock = Math.max(pipeline.clock + TICK, second((n + 1) * SECONDS_PER_ACTION));
        if ('to' in action) pipeline.decide(action);
        else events.set(n, pipeline.write(action));
      } else if (event !== undefined) {
        await pipeline.deliver(event);
        if (isTwice) await pipeline.deliver(event);
      }
    }
    for (const event of isTwice ? events.values() : []) await pipeline.deliver(event);
    for (const event of pipeline.ownEvents) await pipeline.deliver(event);
    return pipeline;
  }

  /** The time of the next write. */
  now(): Micros {
    return this.clock;
  }

  /** Advances the clock: later writes have a later time. */
  advance(seconds = 1): void {
    this.clock += second(seconds);
  }

  /** The lead of a pair. */
  lead(pair: Pair = PAIR): StoredLead {
    const lead = this.leadOf(pair);
    if (lead === undefined) throw new Error(`There is no lead of ${JSON.stringify(pair)}`);
    return lead;
  }

  history(pair: Pair = PAIR): readonly HistoryEntry[] {
    return this.histories.get(this.leadOf(pair)?.id ?? idOf(pair)) ?? [];
  }

  /** The lead of a pair: the one under its own id, else one that an older system wrote. */
  leadOf(pair: Pair): StoredLead | undefined {
    return this.leads.get(idOf(pair)) ?? this.olderLead(pair) ?? undefined;
  }

  private olderLead(pair: Pair): StoredLead | null {
    const found = [...this.leads.values()].filter(
      ({ contactId, listingId }) => contactId === pair.contactId && listingId === pair.listingId,
    );
    return found.sort(compareDuplicates)[0] ?? null;
  }

  /** A document's current fields; null if it does not exist. */
  fieldsOf(ref: SourceRef): Fields | null {
    return this.documents.get(sourceKey(ref))?.data ?? null;
  }

  /** Every document as it is now. */
  documentsNow(): SourceDocument[] {
    return [...this.documents.values()].map((stored) =>
      readSource(stored.ref, stored.data, stored),
    );
  }

  /** A document as it is now; null if it does not exist. */
  read(ref: SourceRef): SourceDocument | null {
    const stored = this.documents.get(sourceKey(ref));
    return stored === undefined ? null : readSource(ref, stored.data, stored);
  }

  private readNaming(leadId: string): SourceDocument[] {
    return [...this.documents.keys()]
      .map((key) => this.read(sourceOfKey(key)))
      .filter((each) => each?.leadId === leadId)
      .filter((each) => each !== null);
  }

  /** A write of some fields, stamped as a client does, or not; or a deletion. */
  write({ ref, fields, isStamped }: WriteAction): SourceChange {
    if (fields === 'deleted') return this.remove(ref);
    const before = this.fieldsOf(ref);
    const changesState = ['status', 'type', 'outcome'].some((field) => field in fields);
    return this.put(ref, {
      ...(ref.collection === 'appointments' && before === null && PAIR),
      ...before,
      ...fields,
      ...(isStamped && { updatedBy: AGENT.id, updatedAt: timestamp(this.clock) }),
      ...(isStamped && changesState && { statusAt: timestamp(this.clock) }),
    });
  }

  /** A write of a whole document, which is created if it does not exist. */
  put(ref: SourceRef, data: Fields): SourceChange {
    const before = this.read(ref);
    this.store(ref, data);
    const after = this.read(ref);
    if (after === null) throw new Error('A document that was written exists');
    return before === null ? created(after) : updated(before, after);
  }

  remove(ref: SourceRef): SourceChange {
    const before = this.read(ref);
    if (before === null) throw new Error('A document that does not exist cannot be deleted');
    this.clock += TICK;
    this.documents.delete(sourceKey(ref));
    this.versions.push({ ref, data: null, createTime: before.createTime, time: this.clock });
    return deleted(before, this.clock);
  }

  /** Replaces a lead's document by these fields, as a write without a mask does. */
  replaceLead(pair: Pair, fields: Fields): void {
    const { id } = this.lead(pair);
    this.clock += TICK;
    const lead = storedLeadSchema.parse(fields);
    this.leads.set(id, { ...lead, kind: 'stored', id, version: this.clock });
  }

  /** Deletes a lead and its history. */
  erase(pair: Pair): void {
    const { id } = this.lead(pair);
    this.histories.delete(id);
    this.foreign.delete(id);
    this.forgetLead(pair);
  }

  /** Deletes a lead, and not its history. */
  forgetLead(pair: Pair): void {
    this.leads.delete(this.lead(pair).id);
  }

  /** The lead as it is now, to be put back later. */
  snapshot(pair: Pair): StoredLead {
    return this.lead(pair);
  }

  /** Puts a lead back as it was, behind its history. */
  putBack(pair: Pair, snapshot: StoredLead): void {
    this.clock += TICK;
    this.leads.set(this.lead(pair).id, { ...snapshot, version: this.clock });
  }

  /** A person sets the lead's agent. */
  assign(pair: Pair, uid: string | null): void {
    this.clock += TICK;
    const lead = this.lead(pair);
    this.leads.set(lead.id, { ...lead, assignedTo: uid, version: this.clock });
  }

  /** A person puts the lead off until a time, or no longer. */
  followUp(pair: Pair, followUpAt: Micros | null): void {
    this.clock += TICK;
    const lead = this.lead(pair);
    this.leads.set(lead.id, { ...lead, followUpAt, version: this.clock });
  }

  /** The agency's systems write a listing. Returns whether its event tells leads anything, as the trigger does. */
  writeListing(id: string, written: unknown): { isNews: boolean; version: Micros } {
    this.clock += TICK;
    const before = this.listings.get(id)?.status ?? null;
    const status = readListingStatus(written);
    this.listings.set(id, { status, version: this.clock });
    return { isNews: newsOf(status) !== null || newsOf(before) !== null, version: this.clock };
  }

  /** Tells the open leads of a listing what it says, as `onListingUpdated` does. */
  tellListing(id: string): void {
    for (const lead of this.leads.values()) {
      const isOpen = OPEN_LEAD_STATUSES.some((status) => status === lead.status);
      if (lead.listingId === id && isOpen) this.tellLead(lead);
    }
  }

  /** Tells a lead what its listing says, as a repair does, too. */
  tellLead(lead: StoredLead): void {
    const listing = this.listings.get(lead.listingId ?? '');
    if (listing === undefined || lead.history === null) return;
    const end = this.historyEnd(lead.id, lead);
    const change = withListing(reconcileAndDerive(lead, end), listing);
    if (!change.isChanged) return;
    this.clock += TICK;
    this.putLead(lead.id, change);
  }

  /** A lead that an older system wrote for a pair; one with a history was adopted already. */
  addOlderLead(pair: Pair, id: string, fields: OlderFields): void {
    this.clock += TICK;
    const { status, outcome, assignedTo, prospectId, hasHistory } = fields;
    const older = olderLead({
      ...pair,
      id,
      version: this.clock,
      status,
      closed: outcome === null ? null : { outcome, reason: '', leadId: null },
      assignedTo: assignedTo || null,
      prospectId: prospectId || null,
    });
    this.leads.set(id, older);
    if (hasHistory) this.putLead(id, reconcileLead(older));
  }

  /** A document that is no entry takes a number in a lead's history. */
  addForeignEntry(pair: Pair, seq: number): void {
    const { id } = this.lead(pair);
    this.foreign.set(id, new Set([...(this.foreign.get(id) ?? []), seq]));
  }

  /** The end of a history beyond what its lead knows, as the store looks for it. */
  private historyEnd(id: string, lead: KnownLead | null): HistoryEnd {
    const stored = [
      ...(this.histories.get(id) ?? []).map((entry) => storedEntry(recorded(entry))),
      ...[...(this.foreign.get(id) ?? [])].map((seq) => ({
        ...storedEntry({ ...recordedEntry(seq, [null, FIRST_STATUS], 0, null) }),
        entry: null,
      })),
    ];
    return findHistoryEnd(stored, lead?.history?.seq ?? 0);
  }

  async deliver(event: SourceChange): Promise<void> {
    await this.deliverAtOnce([event]);
  }

  /** Delivers events at the same time: each is decided before any of them is committed. */
  async deliverAtOnce(events: readonly SourceChange[]): Promise<void> {
    const decided: { event: PlacedEvent; outcome: SyncOutcome }[] = [];
    for (const change of events.filter(canMatter)) {
      const event = await placeEvent(this.reader, change);
      const current = await currentAsEvent(this.reader, event);
      decided.push({ event, outcome: await decideSync(this.reader, event, current, null) });
    }
    for (const { event, outcome } of decided) await this.finish(event, outcome);
  }

  /**
   * Delivers an event, and does something while it is under way: just before its read number `atRead`. 0 is
   * between its placement and its turn; a number beyond its reads, between its last read and its commit.
   */
  async deliverInterleaved(
    change: SourceChange,
    atRead: number,
    during: () => Promise<void>,
  ): Promise<void> {
    if (!canMatter(change)) return during();
    let reads = 0;
    let isInterrupted = false;
    const interrupt = async () => {
      if (isInterrupted) return;
      isInterrupted = true;
      await during();
    };
    const countRead = async () => {
      reads += 1;
      if (reads === atRead) await interrupt();
    };
    const reader = interruptedReader(this.reader, countRead);
    const event = await placeEvent(reader, change);
    if (atRead === 0) await interrupt();
    const outcome = await decideSync(reader, event, await currentAsEvent(reader, event), null);
    await interrupt();
    await this.finish(event, outcome);
  }

  /** Delivers events as one batch of one lead's turn: decided one on top of the other, committed together. */
  async deliverTogether(events: readonly SourceChange[]): Promise<void> {
    const waiting: PlacedEvent[] = [];
    for (const change of events.filter(canMatter)) {
      waiting.push(await placeEvent(this.reader, change));
    }
    const known = new Map<string, KnownLead>();
    const reader = withKnownLeads(this.reader, known);
    const alone: PlacedEvent[] = [];
    let plan = EMPTY_PLAN;
    for (const event of waiting) {
      const current = await currentAsEvent(reader, event);
      const outcome = await decideSync(reader, event, current, null);
      const own = outcome.kind === 'commit' ? outcome.plan : null;
      const combined = own === null || isEmpty(plan) ? own : combinePlans(plan, own);
      if (combined === null) {
        alone.push(event);
        continue;
      }
      plan = combined;
      for (const planned of plannedLeads(plan)) known.set(planned.id, planned);
    }
    const isCommitted = this.commit(plan);
    for (const event of isCommitted ? alone : waiting) await this.finish(event, null);
  }

  /** Commits an outcome. If it was decided on outdated versions, or is not known, decides on the newest ones. */
  private async finish(event: PlacedEvent, first: SyncOutcome | null): Promise<void> {
    let outcome = first;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (outcome !== null && this.apply(outcome)) return;
      const failedPlan =
        outcome?.kind === 'commit' && this.meetsEntry(outcome.plan) ? outcome.plan : null;
      const current = await readCurrent(this.reader, event);
      if (current === null) return;
      outcome = await decideSync(this.reader, event, current, failedPlan);
    }
    throw new Error('A plan that was decided on the newest versions cannot conflict');
  }

  private apply(outcome: SyncOutcome): boolean {
    switch (outcome.kind) {
      case 'superseded':
        return true;
      case 'commit':
        return this.commit(outcome.plan);
      case 'reject':
        return outcome.isRecorded || this.reject(outcome);
    }
  }

  private reject({ document, issues, countedBy }: Rejection): boolean {
    const { ref, updateTime, leadSync: known } = document;
    if (this.read(ref)?.updateTime !== updateTime) return false;
    this.clock += TICK;
    const leadSync = { state: 'rejected', id: ref.id, issues, at: timestamp(this.clock) };
    this.putOwn(ref, {
      leadSync: { ...leadSync, ...stampsData(known) },
      ...(countedBy !== null && { leadId: countedBy }),
    });
    return true;
  }

  /** Returns the events of the server's own writes since the last call. */
  takeOwnEvents(): SourceChange[] {
    return this.ownEvents.splice(0);
  }

  /** Overwrites a status in the console. Returns the lead as it was before, with its new version. */
  overwrite(pair: Pair, status: string): StoredLead {
    const lead = { ...this.lead(pair), version: this.clock };
    this.leads.set(lead.id, { ...lead, status });
    return lead;
  }

  /** Handles what somebody wrote to a lead, as `onLeadUpdated` does. */
  notice(pair: Pair): void {
    const lead = this.lead(pair);
    const change = withOwnAttention(
      lead,
      reconcileAndDerive(lead, this.historyEnd(lead.id, lead)),
      DEFAULT_ATTENTION_DAYS,
    );
    if (change.isChanged) this.putLead(lead.id, change);
  }

  /** Moves a lead by hand. Returns the time of the decision. */
  decide({ pair, to, outcome }: DecideAction): Micros {
    const lead = this.lead(pair);
    const at = Math.max(this.clock, newestStateAt(lead.viewings ?? new Map()));
    const decision = decisionFor(to, at, outcome);
    const change = applyDecision(
      reconcileAndDerive(lead, this.historyEnd(lead.id, lead)),
      decision,
      {
        cause: 'manual',
        reason: decision.reason,
        source: { collection: 'leads', id: lead.id },
        actor: AGENT,
        effectiveAt: decision.at,
        requestId: 'request',
        ...(outcome !== null && outcome !== 'moved' && { outcome }),
      },
    );
    this.putLead(lead.id, change);
    return decision.at;
  }

  /** Applies a whole plan. Does nothing and returns false if it was decided on an outdated version. */
  private commit(plan: SyncPlan): boolean {
    if (!this.isCurrent(plan)) return false;
    if (isEmpty(plan)) return true;
    this.clock += TICK;
    for (const { id, change } of plan.leads) this.putLead(id, change);
    for (const { ref, leadId, isUsable, isNew, shows, stamped } of plan.links) {
      if (!isNew && shows === null) continue;
      const at = timestamp(this.clock);
      const before = this.fieldsOf(ref)?.['leadSync'];
      this.putOwn(ref, {
        leadId,
        leadSync: isUsable
          ? { state: 'linked', id: ref.id, at, ...stampsData(stamped) }
          : { ...(typeof before === 'object' && before), at },
        ...(shows !== null && { status: shows.status, statusAt: timestamp(shows.statusAt) }),
      });
    }
    this.plans.push(plan);
    return true;
  }

  /** A write of the server: its event is delivered, too. */
  private putOwn(ref: SourceRef, fields: Fields): void {
    const before = this.read(ref);
    this.store(ref, { ...this.fieldsOf(ref), ...fields });
    const after = this.read(ref);
    if (before !== null && after !== null) this.ownEvents.push(updated(before, after));
  }

  /** Whether a plan would create an entry where a document stands already. */
  private meetsEntry({ leads }: Pick<SyncPlan, 'leads'>): boolean {
    return leads.some(({ id, change }) => {
      const entries = this.histories.get(id) ?? [];
      const taken = new Set([...entries.map(({ seq }) => seq), ...(this.foreign.get(id) ?? [])]);
      return change.entries.some(({ seq }) => taken.has(seq));
    });
  }

  private isCurrent({ leads, links }: SyncPlan): boolean {
    return (
      leads.every(({ id, basis }) => {
        const version = this.leads.get(id)?.version;
        return basis.kind === 'stored' ? basis.version === version : version === undefined;
      }) &&
      !this.meetsEntry({ leads }) &&
      links.every(({ ref, version }) => version === this.read(ref)?.updateTime)
    );
  }

  private store(ref: SourceRef, data: Fields): void {
    const key = sourceKey(ref);
    const before = this.documents.get(key);
    this.clock = Math.max(this.clock, (before?.updateTime ?? 0) + 1);
    // A version's `updateTime` is a little later than the server timestamps in it.
    const updateTime = this.clock + 1;
    const createTime = before?.createTime ?? updateTime;
    this.documents.set(key, { ref, data, createTime, updateTime });
    this.versions.push({ ref, data, createTime, time: updateTime });
  }

  private putLead(id: string, { lead, entries }: LeadChange): void {
    this.leads.set(id, committedLead(id, this.clock, lead));
    this.histories.set(id, [...(this.histories.get(id) ?? []), ...entries]);
  }
}

const MAX_ATTEMPTS = 12;
const FIRST_STATUS = 'Fase 0: Información Incompleta';

/** The server's note of the `statusAt` that it has written to an appointment. */
function stampsData(stamps: OwnStamps | null): Fields {
  const { completedAt = null, restored = null } = stamps ?? {};
  return {
    ...(completedAt !== null && { completedAt: timestamp(completedAt) }),
    ...(restored !== null && {
      restored: { at: timestamp(restored.at), version: timestamp(restored.version) },
    }),
  };
}

/** An entry as it is read back. */
function recorded(entry: HistoryEntry): RecordedEntry {
  const { outcome = null, skipped = [] } = entry;
  return { ...entry, at: entry.effectiveAt, outcome, skipped: [...skipped] };
}

/** A reader that calls something before each of its reads. */
function interruptedReader(reader: LeadReader, before: () => Promise<void>): LeadReader {
  const after = async <Result>(read: () => Promise<Result>): Promise<Result> => {
    await before();
    return read();
  };
  return {
    lead: (id) => after(() => reader.lead(id)),
    olderLead: (pair) => after(() => reader.olderLead(pair)),
    historyEnd: (id, lead) => after(() => reader.historyEnd(id, lead)),
    source: (ref) => after(() => reader.source(ref)),
    sources: (refs) => after(() => reader.sources(refs)),
    sourcesNaming: (leadId) => after(() => reader.sourcesNaming(leadId)),
    countEarlierRequests: (request, max) => after(() => reader.countEarlierRequests(request, max)),
  };
}
