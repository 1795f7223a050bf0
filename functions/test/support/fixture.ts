import { randomUUID } from 'node:crypto';
import {
  FieldValue,
  Timestamp,
  type DocumentReference,
  type DocumentSnapshot,
} from 'firebase-admin/firestore';
import { z } from 'zod';
import { deliver, eventOf, record, type DocumentEvent, type Functions } from './events';
import { until } from './until';
import type { SourceCollection } from '../../src/domain/documents/sourceRef';
import { database } from '../../src/firestore/database';

afterAll(() => database().terminate());

/** Fields as they are written. One that is undefined is left out. */
export type Fields = Readonly<Record<string, unknown>>;

/** Who writes: a signed-in user, who stamps what it writes, or the console or another system. */
export type Writer = string;
export const AGENT: Writer = 'agent-1';
export const CONSOLE: Writer = 'console';

/** One step of a test: commits a write and returns its event. */
export type Step = () => Promise<DocumentEvent>;

export const timestampSchema = z.instanceof(Timestamp);

/** A history entry, with exactly the fields of the contract (docs/contract.md §2). */
const entrySchema = z.strictObject({
  seq: z.number().int(),
  from: z.string().nullable(),
  to: z.string(),
  at: timestampSchema,
  effectiveAt: timestampSchema,
  cause: z.string(),
  reason: z.string().min(1),
  source: z.strictObject({ collection: z.string(), id: z.string() }),
  actor: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('user'), id: z.string() }),
    z.strictObject({ type: z.enum(['system', 'console']), id: z.null() }),
  ]),
  secondsInPrevious: z.number().min(0).nullable(),
  requestId: z.string().optional(),
  outcome: z.enum(['won', 'lost']).optional(),
  skipped: z.array(z.number().int()).min(1).optional(),
});
type Entry = z.infer<typeof entrySchema> & { id: string };

/** The fields of every lead that the pipeline wrote (docs/contract.md §2). */
const leadSchema = z.object({
  contactId: z.string(),
  listingId: z.string().nullable(),
  prospectId: z.string().nullish(),
  status: z.string(),
  missingInfo: z.array(z.string()),
  updatedAt: timestampSchema,
  statusChangedAt: timestampSchema,
  nextViewingAt: timestampSchema.nullable(),
  attention: z.strictObject({ at: timestampSchema, why: z.string() }).nullable(),
  closed: z
    .strictObject({
      outcome: z.enum(['won', 'lost', 'moved']),
      reason: z.string().min(1),
      leadId: z.string().optional(),
    })
    .optional(),
  viewings: z.object({
    enquiries: z.record(z.string(), z.unknown()).optional(),
    appointments: z.record(z.string(), z.object({ id: z.string().optional() })),
    visits: z.record(z.string(), z.unknown()),
  }),
  history: z.object({ seq: z.number(), status: z.string(), at: timestampSchema }),
});

/** A lead as it is in the database, with its history. */
export interface LeadSnapshot {
  ref: DocumentReference;
  id: string;
  status: string;
  data: Fields;
  history: readonly Entry[];
  /** The history in short: each status and its cause. */
  chain: readonly (readonly [to: string, cause: string])[];
  closed: z.infer<typeof leadSchema>['closed'];
  /** The ids of the appointments whose viewings the lead has. */
  appointments: readonly string[];
  version: Timestamp | undefined;
}

let lastWrite = 0;

/** Server timestamps count milliseconds: each write waits for its own, to keep the order of the writes. */
async function nextMillisecond(): Promise<void> {
  await until('the next millisecond', () => Date.now() > lastWrite);
  lastWrite = Date.now() + 1;
}

function defined(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The stamps of a client (docs/contract.md §2). The console and other systems write none. */
export function stamps(by: Writer, fields: Fields, isNew: boolean): Fields {
  if (by === CONSOLE) return {};
  const now = FieldValue.serverTimestamp();
  const changesState = isNew || ['status', 'type', 'outcome'].some((field) => field in fields);
  return {
    ...(isNew && { createdBy: by, createdAt: now }),
    ...(changesState && { statusAt: now }),
    updatedBy: by,
    updatedAt: now,
  };
}

/** An enquiry, an appointment or a visit of a fixture. Each write is committed and returns its event. */
export class Source {
  constructor(
    readonly ref: DocumentReference,
    private readonly defaults: Fields,
    private readonly watch: (snapshot: DocumentSnapshot) => void,
  ) {}

  get id(): string {
    return this.ref.id;
  }

  create(fields: Fields, by: Writer = AGENT): Promise<DocumentEvent> {
    const all = { ...this.defaults, ...fields, ...stamps(by, fields, true) };
    return this.commit(() => this.ref.create(defined(all)));
  }

  update(fields: Fields, by: Writer = AGENT): Promise<DocumentEvent> {
    const all = { ...fields, ...stamps(by, fields, false) };
    return this.commit(() => this.ref.update(defined(all)));
  }

  remove(): Promise<DocumentEvent> {
    return this.commit(() => this.ref.delete({ exists: true }));
  }

  /** Its current fields. Throws if it does not exist. */
  async read(): Promise<Fields> {
    const data: Fields | undefined = (await this.ref.get()).data();
    if (data === undefined) throw new Error(`There is no ${this.ref.path}`);
    return data;
  }

  async version(): Promise<Timestamp | undefined> {
    return (await this.ref.get()).updateTime;
  }

  private async commit(write: Parameters<typeof record>[1]): Promise<DocumentEvent> {
    await nextMillisecond();
    const event = await record(this.ref, write);
    this.watch(event.after);
    return event;
  }
}

/**
 * The documents of one test: a contact, listings, enquiries, appointments and visits. No other test has their ids.
 * The server's own writes to them and to their leads cause events too; the fixture delivers these.
 */
export class Fixture {
  private readonly suffix = randomUUID().slice(0, 8);
  readonly contactId = this.named('contact');
  readonly listingId = this.named('L');
  /** The newest version of each document that an event was about, delivered or not. */
  private readonly seen = new Map<string, DocumentSnapshot>();
  private readonly contacts = new Set([this.contactId]);

  /** Makes a name that no other fixture has. */
  named(name: string): string {
    return `${name}-${this.suffix}`;
  }

  /** An enquiry of the fixture's pair, unless `fields` names another. */
  enquiry(name: string, fields: Fields = {}): Source {
    return this.enquiryWithId(this.named(name), fields);
  }

  enquiryWithId(id: string, fields: Fields = {}): Source {
    const { contactId, listingId } = this;
    const own = { contactId, listingId, status: 'open', channel: 'web' };
    return this.source('enquiries', id, { ...own, ...fields });
  }

  /** An appointment of the fixture's pair, unless `fields` names another. */
  appointment(name: string, fields: Fields = {}): Source {
    return this.appointmentWithId(this.named(name), fields);
  }

  appointmentWithId(id: string, fields: Fields = {}): Source {
    const { contactId, listingId } = this;
    return this.source('appointments', id, {
      contactId,
      listingId,
      status: 'Scheduled',
      ...fields,
    });
  }

  /** A visit of an appointment, or of the fixture's pair. */
  visit(name: string, appointment?: Source, fields: Fields = {}): Source {
    return this.visitWithId(this.named(name), appointment, fields);
  }

  visitWithId(id: string, appointment?: Source, fields: Fields = {}): Source {
    const { contactId, listingId } = this;
    return this.source('visits', id, {
      ...(appointment === undefined ? { contactId, listingId } : { appointmentId: appointment.id }),
      status: 'visit_done',
      ...fields,
    });
  }

  /** Commits steps one after the other. After each, delivers its event and those of the server's own writes. */
  async play(...steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.deliver(await step());
  }

  /** Delivers events one after the other; after each, those of the server's own writes. */
  async deliver(...events: readonly DocumentEvent[]): Promise<void> {
    for (const event of events) {
      await deliver(event);
      await this.settle();
    }
  }

  /** Delivers events at the same time, then those of the server's own writes. */
  async deliverAtOnce(
    events: readonly DocumentEvent[],
    functions: (n: number) => Functions | undefined = () => undefined,
  ): Promise<void> {
    await Promise.all(events.map((event, n) => deliver(event, functions(n))));
    await this.settle();
  }

  /** Delivers the events of the server's own writes until there are no more. */
  async settle(): Promise<void> {
    const MAX_ROUNDS = 10;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const events = await this.ownWrites();
      if (events.length === 0) return;
      for (const event of events) await deliver(event);
    }
    throw new Error("The server's own writes never come to rest");
  }

  /** The events of what the server wrote since the last call. */
  async ownWrites(): Promise<DocumentEvent[]> {
    const events: DocumentEvent[] = [];
    const refs = [...this.seen.values()].map(({ ref }) => ref);
    const sources = refs.length === 0 ? [] : await database().getAll(...refs);
    for (const now of [...sources, ...(await this.leadSnapshots())]) {
      const before = this.seen.get(now.ref.path);
      this.seen.set(now.ref.path, now);
      if (before === undefined || !before.exists || !now.exists) continue;
      const isNew = before.updateTime !== undefined && !now.updateTime?.isEqual(before.updateTime);
      if (isNew) events.push(eventOf(before, now));
    }
    return events;
  }

  /** A step that edits a lead's document, as a client or an admin in the console does. */
  editLead({ ref }: Pick<LeadSnapshot, 'ref'>, fields: Fields): Step {
    return async () => {
      await nextMillisecond();
      const event = await record(ref, () => ref.update({ ...fields }));
      this.seen.set(ref.path, event.after);
      return event;
    };
  }

  /** Writes a lead as an older system or a backup would, under any id. */
  async restoreLead(id: string, fields: Fields): Promise<DocumentReference> {
    const ref = database().collection('leads').doc(id);
    await nextMillisecond();
    await ref.set({ contactId: this.contactId, listingId: this.listingId, ...fields });
    return ref;
  }

  /** Reads the lead of a pair. Throws unless there is exactly one and it keeps the contract. */
  async lead(listingId: string | null = this.listingId, contactId = this.contactId) {
    const found = await this.leads(contactId);
    const ofPair = found.filter(({ data }) => data['listingId'] === listingId);
    const [lead] = ofPair;
    if (lead === undefined || ofPair.length > 1) {
      throw new Error(`There are ${ofPair.length} leads of ${contactId} and ${String(listingId)}`);
    }
    return lead;
  }

  /** Reads a lead by its id. */
  async leadById(id: string): Promise<LeadSnapshot> {
    return readLeadSnapshot(await database().collection('leads').doc(id).get());
  }

  /** Reads every lead of a contact. */
  async leads(contactId = this.contactId): Promise<LeadSnapshot[]> {
    this.contacts.add(contactId);
    const snapshots = await this.leadSnapshots();
    const own = snapshots.filter((snapshot) => snapshot.get('contactId') === contactId);
    return Promise.all(own.map(readLeadSnapshot));
  }

  private async leadSnapshots(): Promise<DocumentSnapshot[]> {
    const found = await database()
      .collection('leads')
      .where('contactId', 'in', [...this.contacts])
      .get();
    return found.docs;
  }

  private source(collection: SourceCollection, id: string, fields: Fields): Source {
    const { contactId } = fields;
    if (typeof contactId === 'string') this.contacts.add(contactId);
    return new Source(database().collection(collection).doc(id), fields, (snapshot) =>
      this.seen.set(snapshot.ref.path, snapshot),
    );
  }
}

/** Reads a lead with its history, without documents that are no entries, and checks the invariants of every lead. */
async function readLeadSnapshot(snapshot: DocumentSnapshot): Promise<LeadSnapshot> {
  const { ref, updateTime } = snapshot;
  const data: Fields = snapshot.data() ?? {};
  const lead = leadSchema.parse(data);
  const found = await ref.collection('statusHistory').get();
  const history = found.docs
    .filter((entry) => entry.get('seq') === Number(entry.id))
    .map((entry): Entry => ({ ...entrySchema.parse(entry.data()), id: entry.id }));
  expectUnbrokenChain(history);
  expect(lead).toMatchObject({
    status: history.at(-1)?.to,
    history: { seq: history.at(-1)?.seq, status: lead.status, at: history.at(-1)?.at },
    missingInfo: (['listingId', 'prospectId'] as const).filter(
      (field) => (lead[field] || null) === null,
    ),
  });
  expect(lead.closed !== undefined).toBe(lead.status === 'Cerrado');
  return {
    ref,
    id: ref.id,
    status: lead.status,
    data,
    history,
    chain: history.map(({ to, cause }) => [to, cause] as const),
    closed: lead.closed,
    appointments: Object.entries(lead.viewings.appointments).map(([key, { id = key }]) => id),
    version: updateTime,
  };
}

/** The chain never breaks (docs/contract.md §4). */
function expectUnbrokenChain(history: readonly Entry[]): void {
  const seqs = history.map(({ seq }) => seq);
  const skipped = history.flatMap((entry) => entry.skipped ?? []);
  const numbers = Array.from({ length: seqs.at(-1) ?? 0 }, (_, n) => n + 1);
  expect(history.map(({ id }) => id)).toEqual(seqs.map((seq) => String(seq).padStart(6, '0')));
  expect([...seqs, ...skipped].sort((a, b) => a - b)).toEqual(numbers);
  history.forEach(({ from, effectiveAt, secondsInPrevious }, n) => {
    const previous = history[n - 1];
    expect(from).toBe(previous?.to ?? null);
    if (previous === undefined) expect(secondsInPrevious).toBeNull();
    else {
      const seconds = (effectiveAt.toMillis() - previous.effectiveAt.toMillis()) / 1_000;
      expect(Math.abs((secondsInPrevious ?? -1) - Math.max(0, seconds))).toBeLessThan(0.0021);
    }
  });
}
