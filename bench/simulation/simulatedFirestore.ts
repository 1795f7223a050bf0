import type { LeadReader } from '../../functions/src/application/sync/leadReader';
import type { HistoryEntry } from '../../functions/src/domain/documents/history';
import type { SourceChange } from '../../functions/src/domain/documents/sourceChange';
import {
  readSource,
  type SourceDocument,
} from '../../functions/src/domain/documents/sourceDocument';
import {
  sourceKey,
  type SourceKey,
  type SourceRef,
} from '../../functions/src/domain/documents/sourceRef';
import { asCommitted, type StoredLead } from '../../functions/src/domain/leads/lead';
import type { LinkWrite, SyncPlan } from '../../functions/src/domain/sync/syncPlan';
import type { Micros } from '../../functions/src/domain/time';
import { created, timestamp, updated, type Fields } from '../../functions/test/support/builders';
import type { ClientCommit } from './lives';

/** The clock of a simulation, or of no time at all. */
export interface Time {
  /** Milliseconds since the day began. */
  now: number;
  wait: (ms: number) => Promise<void>;
}

/** What one request to Firestore did. */
export interface Request {
  reads: number;
  /** Documents written, by collection. */
  written: Readonly<Record<string, number>>;
}

export interface Latencies {
  readMs: number;
  commitMs: number;
}

/** What became of a commit: nothing is written if a document is not as the plan says. */
export type CommitResult =
  | { kind: 'conflict'; metExistingDocument: boolean }
  | {
      kind: 'applied';
      leads: readonly StoredLead[];
      /** The events of the documents that were written. */
      changes: readonly SourceChange[];
      /** The leads that existed before. */
      updatedLeads: readonly string[];
    };

interface StoredDocument {
  data: Fields;
  document: SourceDocument;
}

/** The day's beginning. Any day will do. */
const MIDNIGHT: Micros = Date.UTC(2026, 0, 15) * 1_000;
const MICROS_PER_MS = 1_000;

/**
 * As much of Firestore as the pipeline's decision asks for: versions, preconditions, commits that are all or
 * nothing, and the time that requests take. What a request reads or writes, it does half-way through.
 */
export class SimulatedFirestore {
  private readonly documents = new Map<SourceKey, StoredDocument>();
  private readonly leads = new Map<string, StoredLead>();
  private readonly histories = new Map<string, readonly HistoryEntry[]>();
  private lastVersion: Micros = 0;

  constructor(
    private readonly time: Time,
    private readonly latencies: Latencies,
    private readonly isAskedForOlderLeads: boolean,
    private readonly onRequest: (request: Request) => void = () => {},
  ) {}

  /** Reads everything at the moment when it is asked for. */
  reader(): LeadReader {
    return {
      lead: (id) => this.read(1, () => this.lead(id)),
      olderLead: () =>
        this.isAskedForOlderLeads ? this.read(1, () => null) : Promise.resolve(null),
      historyEnd: () => Promise.reject(new Error('No lead is behind its history here')),
      source: (ref) => this.read(1, () => this.source(ref)),
      sources: (refs) =>
        this.read(refs.length, () =>
          refs.map((ref) => this.source(ref)).filter((each) => each !== null),
        ),
      sourcesNaming: () => Promise.reject(new Error('No lead loses its viewings here')),
      countEarlierRequests: () => Promise.reject(new Error('No customer asks in person here')),
    };
  }

  /** Reads in one request what a failed plan was based on, and the documents that it was about. */
  async readerForRetry(plan: SyncPlan, about: readonly SourceRef[]): Promise<LeadReader> {
    const keys = new Map(
      [...about, ...plan.links.map(({ ref }) => ref)].map((ref) => [sourceKey(ref), ref]),
    );
    const ids = plan.leads.map(({ id }) => id);
    const { sources, leads } = await this.read(keys.size + ids.length, () => ({
      sources: new Map([...keys].map(([key, ref]) => [key, this.source(ref)])),
      leads: new Map(ids.map((id) => [id, this.lead(id)])),
    }));
    const live = this.reader();
    return {
      ...live,
      lead: (id) => {
        const lead = leads.get(id);
        return lead === undefined ? live.lead(id) : Promise.resolve(lead);
      },
      source: (ref) => {
        const source = sources.get(sourceKey(ref));
        return source === undefined ? live.source(ref) : Promise.resolve(source);
      },
    };
  }

  /** A client's commit. Its documents get one version. Takes no time: what the client waits for is no concern here. */
  write({ writes }: ClientCommit, uid: string): SourceChange[] {
    const version = this.nextVersion();
    const now = timestamp(version - 1);
    return writes.map(({ ref, fields }) => {
      const before = this.documents.get(sourceKey(ref));
      const changesState = ['status', 'type', 'outcome'].some((field) => field in fields);
      return this.put(ref, version, {
        ...before?.data,
        ...fields,
        ...(before === undefined && { createdBy: uid, createdAt: now }),
        ...(changesState && { statusAt: now }),
        updatedBy: uid,
        updatedAt: now,
      });
    });
  }

  async commit({ leads, links }: SyncPlan): Promise<CommitResult> {
    const { commitMs } = this.latencies;
    await this.time.wait(commitMs / 2);
    const result = this.apply({ leads, links });
    if (result.kind === 'applied') {
      const written: Record<string, number> = {
        leads: leads.length,
        statusHistory: leads.reduce((sum, { change }) => sum + change.entries.length, 0),
      };
      for (const { ref } of links) written[ref.collection] = (written[ref.collection] ?? 0) + 1;
      this.onRequest({ reads: 0, written });
    } else {
      this.onRequest({ reads: 0, written: {} });
    }
    await this.time.wait(commitMs / 2);
    return result;
  }

  lead(id: string): StoredLead | null {
    return this.leads.get(id) ?? null;
  }

  history(id: string): readonly HistoryEntry[] {
    return this.histories.get(id) ?? [];
  }

  source(ref: SourceRef): SourceDocument | null {
    return this.documents.get(sourceKey(ref))?.document ?? null;
  }

  /** Makes room: nothing will ask for these again. */
  forget(leadId: string, refs: readonly SourceRef[]): void {
    this.leads.delete(leadId);
    this.histories.delete(leadId);
    for (const ref of refs) this.documents.delete(sourceKey(ref));
  }

  private async read<Result>(reads: number, take: () => Result): Promise<Result> {
    const { readMs } = this.latencies;
    await this.time.wait(readMs / 2);
    const result = take();
    this.onRequest({ reads, written: {} });
    await this.time.wait(readMs / 2);
    return result;
  }

  private apply({ leads, links }: Pick<SyncPlan, 'leads' | 'links'>): CommitResult {
    const metExistingDocument = leads.some(
      ({ id, basis, change }) =>
        (basis.kind === 'none' && this.leads.has(id)) ||
        change.entries.some(({ seq }) => this.history(id).some((entry) => entry.seq === seq)),
    );
    const isCurrent =
      leads.every(({ id, basis }) =>
        basis.kind === 'stored' ? this.lead(id)?.version === basis.version : !this.leads.has(id),
      ) && links.every(({ ref, version }) => this.source(ref)?.updateTime === version);
    if (metExistingDocument || !isCurrent) return { kind: 'conflict', metExistingDocument };

    const version = this.nextVersion();
    const committed = leads.map(({ id, change }) => {
      const lead = asCommitted(id, version, change.lead, null);
      this.leads.set(id, lead);
      this.histories.set(id, [...this.history(id), ...change.entries]);
      return lead;
    });
    return {
      kind: 'applied',
      leads: committed,
      changes: links.flatMap((link) => this.link(link, version)),
      updatedLeads: leads.filter(({ basis }) => basis.kind === 'stored').map(({ id }) => id),
    };
  }

  /** One that changes nothing is a check, and makes no event. */
  private link(
    { ref, leadId, isUsable, isNew, shows, stamped }: LinkWrite,
    version: Micros,
  ): SourceChange[] {
    if (!isNew && shows === null) return [];
    if (!isUsable) throw new Error('No document is rejected here');
    const at = timestamp(version - 1);
    const { completedAt, restored } = stamped;
    const change = this.put(ref, version, {
      ...this.documents.get(sourceKey(ref))?.data,
      leadId,
      leadSync: {
        ...{ state: 'linked', id: ref.id, at },
        ...(completedAt !== null && { completedAt: timestamp(completedAt) }),
        ...(restored !== null && {
          restored: { at: timestamp(restored.at), version: timestamp(restored.version) },
        }),
      },
      ...(shows !== null && { status: shows.status, statusAt: timestamp(shows.statusAt) }),
    });
    return [change];
  }

  private put(ref: SourceRef, version: Micros, data: Fields): SourceChange {
    const before = this.source(ref);
    const createTime = before?.createTime ?? version;
    const document = readSource(ref, data, { createTime, updateTime: version });
    this.documents.set(sourceKey(ref), { data, document });
    return before === null ? created(document) : updated(before, document);
  }

  /** Versions are times, and no two are the same. The server timestamps of a version are a little earlier. */
  private nextVersion(): Micros {
    const now = MIDNIGHT + Math.round(this.time.now * MICROS_PER_MS);
    this.lastVersion = Math.max(now, this.lastVersion + 2);
    return this.lastVersion;
  }
}
