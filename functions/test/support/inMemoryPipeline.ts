import {
  currentAsEvent,
  decideSync,
  placeEvent,
  readCurrent,
  type PlacedDocument,
  type PlacedEvent,
} from '../../src/application/sync/decideSync';
import type { LeadReader } from '../../src/application/sync/leadReader';
import type { HistoryEntry } from '../../src/domain/documents/history';
import { canMatter, type SourceChange } from '../../src/domain/documents/sourceChange';
import { readSource, type SourceDocument } from '../../src/domain/documents/sourceDocument';
import { sourceKey, type SourceKey, type SourceRef } from '../../src/domain/documents/sourceRef';
import type { LeadStatus } from '../../src/domain/leadStatus';
import { applyDecision, type LeadChange } from '../../src/domain/leads/changeLead';
import { asCommitted, type StoredLead } from '../../src/domain/leads/lead';
import type { Pair } from '../../src/domain/leads/leadId';
import { reconcileLead } from '../../src/domain/leads/reconcileLead';
import type { SyncPlan } from '../../src/domain/sync/syncPlan';
import type { Micros } from '../../src/domain/time';
import { inOrder, type Action, type DecideAction, type WriteAction } from './actions';
import {
  AGENT,
  created,
  decisionFor,
  deleted,
  idOf,
  PAIR,
  second,
  timestamp,
  updated,
  type Fields,
} from './builders';
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
  private readonly documents = new Map<SourceKey, StoredDocument>();
  /** The events of the server's own writes. */
  private readonly ownEvents: SourceChange[] = [];
  private now: Micros = 0;

  private readonly reader: LeadReader = {
    lead: (id) => Promise.resolve(this.leads.get(id) ?? null),
    olderLead: () => Promise.resolve(null),
    historyEnd: () => Promise.resolve({ last: null, taken: [], decision: null }),
    source: (ref) => Promise.resolve(this.read(ref)),
    sources: (refs) =>
      Promise.resolve(refs.map((ref) => this.read(ref)).filter((each) => each !== null)),
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
        pipeline.now = Math.max(pipeline.now + TICK, second((n + 1) * SECONDS_PER_ACTION));
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

  /** Advances the clock: later writes have a later time. */
  advance(): void {
    this.now += second(1);
  }

  /** The lead of a pair. */
  lead(pair: Pair = PAIR): StoredLead {
    const lead = this.leads.get(idOf(pair));
    if (lead === undefined) throw new Error(`There is no lead of ${JSON.stringify(pair)}`);
    return lead;
  }

  history(pair: Pair = PAIR): readonly HistoryEntry[] {
    return this.histories.get(idOf(pair)) ?? [];
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

  write({ ref, fields, isStamped }: WriteAction): SourceChange {
    const before = this.read(ref);
    if (fields === 'deleted') {
      if (before === null) throw new Error('A document that does not exist cannot be deleted');
      this.documents.delete(sourceKey(ref));
      this.versions.push({ ref, data: null, createTime: before.createTime, time: this.now });
      return deleted(before, this.now);
    }
    const changesState = ['status', 'type', 'outcome'].some((field) => field in fields);
    this.put(ref, {
      ...(ref.collection === 'appointments' && before === null && PAIR),
      ...fields,
      ...(isStamped && { updatedBy: AGENT.id, updatedAt: timestamp(this.now) }),
      ...(isStamped && changesState && { statusAt: timestamp(this.now) }),
    });
    const after = this.read(ref);
    if (after === null) throw new Error('A document that was written exists');
    return before === null ? created(after) : updated(before, after);
  }

  async deliver(event: SourceChange): Promise<void> {
    await this.deliverAtOnce([event]);
  }

  /** Delivers events at the same time: each is decided before any of them is committed. */
  async deliverAtOnce(events: readonly SourceChange[]): Promise<void> {
    const decided: { event: PlacedEvent; plan: SyncPlan | null }[] = [];
    for (const change of events.filter(canMatter)) {
      const event = await placeEvent(this.reader, change);
      decided.push({ event, plan: await this.plan(event, currentAsEvent(event)) });
    }
    for (const { event, plan } of decided) {
      if (plan !== null && !this.commit(plan)) await this.planAgain(event);
    }
  }

  /** Returns null if the decision is to commit nothing. */
  private async plan(event: PlacedEvent, current: PlacedDocument): Promise<SyncPlan | null> {
    const decided = await decideSync(this.reader, event, current, null);
    return decided.kind === 'commit' ? decided.plan : null;
  }

  private async planAgain(event: PlacedEvent): Promise<void> {
    const current = await readCurrent(this.reader, event);
    const plan = current === null ? null : await this.plan(event, current);
    if (plan === null || this.commit(plan)) return;
    throw new Error('A plan that was decided on the newest versions cannot conflict');
  }

  /** Returns the events of the server's own writes since the last call. */
  takeOwnEvents(): SourceChange[] {
    return this.ownEvents.splice(0);
  }

  /** Overwrites a status in the console. Returns the lead as it was before, with its new version. */
  overwrite(pair: Pair, status: LeadStatus): StoredLead {
    const lead = { ...this.lead(pair), version: this.now };
    this.leads.set(lead.id, { ...lead, status });
    return lead;
  }

  /** Handles a status that was typed in the console, as `onLeadUpdated` does. */
  notice(pair: Pair): void {
    const lead = this.lead(pair);
    const change = reconcileLead(lead);
    if (change.isChanged) this.putLead(lead.id, change);
  }

  /** Moves a lead by hand. Returns the time of the decision. */
  decide({ pair, to, outcome }: DecideAction): Micros {
    const lead = this.lead(pair);
    const decision = decisionFor(to, this.now, outcome);
    const change = applyDecision(reconcileLead(lead), decision, {
      cause: 'manual',
      reason: decision.reason,
      source: { collection: 'leads', id: lead.id },
      actor: AGENT,
      effectiveAt: decision.at,
    });
    this.putLead(lead.id, change);
    return decision.at;
  }

  /** Applies a whole plan. Does nothing and returns false if it was decided on an outdated version. */
  private commit(plan: SyncPlan): boolean {
    if (!this.isCurrent(plan)) return false;
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

  private isCurrent({ leads, links, mustNotExist }: SyncPlan): boolean {
    return (
      leads.every(({ id, basis }) => {
        const version = this.leads.get(id)?.version;
        return basis.kind === 'stored' ? basis.version === version : version === undefined;
      }) &&
      links.every(({ ref, version }) => version === this.read(ref)?.updateTime) &&
      (mustNotExist === null || this.read(mustNotExist) === null)
    );
  }

  private put(ref: SourceRef, fields: Fields): void {
    const key = sourceKey(ref);
    const before = this.documents.get(key);
    // A version's `updateTime` is a little later than the server timestamps in it.
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
