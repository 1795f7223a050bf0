import { placeEvent, type PlacedEvent } from '../../functions/src/application/sync/decideSync';
import { queueKeyOf } from '../../functions/src/application/sync/syncDocument';
import { canMatter, type SourceChange } from '../../functions/src/domain/documents/sourceChange';
import { leadIdOf } from '../../functions/src/firestore/leadIds';
import { batchHandler, OutOfAttemptsError, type AppliedCommit } from './batch';
import { Counts } from './counts';
import { AGENT, documentsOf, findDifferences } from './exactness';
import type { ClientCommit, LeadLife } from './lives';
import { Random } from './random';
import { SimulatedFirestore } from './simulatedFirestore';
import { SimulatedFunction, type Instance } from './simulatedFunction';
import { VirtualClock } from './virtualClock';

export interface Parameters {
  /** Instances of each function, and how many events each of them handles at once. */
  instances: number;
  concurrency: number;
  readMs: number;
  commitMs: number;
  /** What an instance computes for an event, and for one of the server's own writes. */
  computeMs: number;
  computeOwnMs: number;
  /** The shortest delay of a delivery, and by how much it is exceeded on average. */
  minDeliveryMs: number;
  deliveryMs: number;
  /** The share of events that are delivered twice, and of those that come some ten seconds late. */
  twice: number;
  late: number;
  /** `OLDER_LEADS`: a new pair is looked for among the leads of an older system. */
  mayHaveOlderLeads: boolean;
  /** Every so manieth lead is compared with a sequential handling: a comparison takes as long as the lead did. */
  compareEvery: number;
  seed: number;
}

export const DEFAULTS: Parameters = {
  instances: 20,
  concurrency: 80,
  readMs: 10,
  commitMs: 30,
  computeMs: 2,
  computeOwnMs: 0.5,
  minDeliveryMs: 50,
  deliveryMs: 150,
  twice: 0.01,
  late: 0.001,
  mayHaveOlderLeads: true,
  compareEvery: 1,
  seed: 1,
};

const TWICE_AFTER_MS = 1_000;
const LATE_MS = 10_000;
const REDELIVERY_MS = 5_000;

/** What is counted, in milliseconds since the day began. Leads of before and after are simulated, not counted. */
export interface Window {
  from: number;
  to: number;
}

export interface Simulation {
  counts: Counts;
  /** The most events that each function handled at once, the time before the window included. */
  mostAtOnce: Readonly<Record<string, number>>;
  leads: number;
  /** Leads that were compared with a sequential handling, and what is wrong with some of them. */
  compared: number;
  wrong: readonly string[];
}

const FUNCTIONS = [
  'onAppointmentCreated',
  'onAppointmentUpdated',
  'onVisitCreated',
  'onVisitUpdated',
  'onLeadUpdated',
] as const;
type FunctionName = (typeof FUNCTIONS)[number];

/** A lead whose life is not over. */
interface ActiveLead {
  life: LeadLife;
  /** Client commits to come, and events on their way. */
  pending: number;
  perSecond: Run;
  perTenSeconds: Run;
}

/** The commits of a lead in the newest stretch of time in which it had any. */
interface Run {
  stretch: number;
  commits: number;
}

/** Plays lives of leads, in the order of their beginnings, and counts what the pipeline does. */
export async function simulate(
  lives: Iterable<LeadLife>,
  { from, to }: Window,
  parameters: Parameters,
): Promise<Simulation> {
  const clock = new VirtualClock();
  const random = new Random(parameters.seed);
  const outside = new Counts();
  const inside = new Counts();
  const counts = () => (clock.now >= from && clock.now < to ? inside : outside);
  const second = () => Math.floor(clock.now / 1_000);
  const active = new Map<string, ActiveLead>();
  const wrong: string[] = [];
  let ended = 0;
  let compared = 0;
  let failure: unknown = null;
  const inBackground = (task: Promise<void>) => {
    void task.catch((error: unknown) => {
      failure ??= error;
    });
  };

  const db = new SimulatedFirestore(clock, parameters, parameters.mayHaveOlderLeads, (request) => {
    counts().addRequest(request, second());
  });
  const handle = batchHandler(db, clock, random, {
    onConflict: () => {
      counts().conflicts += 1;
    },
    onHandled: (events, applied) => {
      counts().groups.add(events.length);
      if (applied !== null) noteCommit(events, applied);
    },
  });
  const functions = new Map(
    FUNCTIONS.map((name) => [name, new SimulatedFunction(clock, random, parameters, handle)]),
  );

  const coming = lives[Symbol.iterator]();
  beginNext();
  await clock.run();
  if (failure !== null)
    throw failure instanceof Error ? failure : new Error('The simulation failed');
  if (active.size > 0) throw new Error(`${active.size} leads were left with events to come`);
  const mostAtOnce = Object.fromEntries(
    [...functions].map(([name, each]) => [name, each.mostAtOnce]),
  );
  return { counts: inside, mostAtOnce, leads: ended, compared, wrong };

  /** Begins the next life when it is time, and then the one after it. */
  function beginNext(): void {
    const next = coming.next();
    if (next.done === true) return;
    const life = next.value;
    clock.at(life.commits[0]?.at ?? 0, () => {
      begin(life);
      beginNext();
    });
  }

  function begin(life: LeadLife): void {
    const lead = {
      life,
      pending: life.commits.length,
      perSecond: { stretch: 0, commits: 0 },
      perTenSeconds: { stretch: 0, commits: 0 },
    };
    active.set(leadIdOf(life.pair), lead);
    for (const commit of life.commits) {
      clock.at(commit.at, () => {
        write(lead, commit);
      });
    }
  }

  function write(lead: ActiveLead, commit: ClientCommit): void {
    counts().clientCommits += 1;
    for (const change of db.write(commit, AGENT)) {
      counts().clientWrites += 1;
      counts().addWritten(change.ref.collection, 1, second());
      send(lead, change);
      if (random.happens(parameters.twice)) send(lead, change, random.exponential(TWICE_AFTER_MS));
    }
    settle(lead);
  }

  /** Sends the event of a client's write, after a delay. */
  function send(lead: ActiveLead, change: SourceChange, afterMs = 0): void {
    lead.pending += 1;
    const writtenAt = clock.now;
    const lateMs = random.happens(parameters.late) ? random.exponential(LATE_MS) : 0;
    inBackground(
      (async () => {
        await clock.wait(afterMs + lateMs + deliveryMs());
        await deliverUntilHandled(change);
        if (afterMs === 0) counts().addDelay(clock.now - writtenAt);
        settle(lead);
      })(),
    );
  }

  async function deliverUntilHandled(change: SourceChange): Promise<void> {
    for (;;) {
      counts().deliveries += 1;
      try {
        await functionOf(functionNameOf(change)).invoke((instance) => sync(instance, change));
        return;
      } catch (error) {
        if (!(error instanceof OutOfAttemptsError)) throw error;
        counts().redeliveries += 1;
        await clock.wait(random.exponential(REDELIVERY_MS));
      }
    }
  }

  /** As `syncDocument` does. */
  async function sync(instance: Instance, change: SourceChange): Promise<void> {
    await instance.compute(parameters.computeMs);
    if (!canMatter(change)) {
      counts().ignored += 1;
      return;
    }
    const event = await placeEvent(db.reader(), change);
    await instance.handle(queueKeyOf(event), event);
  }

  /** Counts a commit, and sends the events of what it wrote: the server recognises its own writes. */
  function noteCommit(events: readonly PlacedEvent[], applied: AppliedCommit): void {
    counts().commits += 1;
    const lead = active.get(applied.leads[0]?.id ?? '');
    if (lead === undefined) throw new Error(`A commit of ${events.length} events changed no lead`);
    noteLeadCommit(lead);
    for (const change of applied.changes) {
      if (canMatter(change)) throw new Error('An own write was not recognised');
      sendOwn(lead, functionNameOf(change));
    }
    for (const id of applied.updatedLeads) if (active.has(id)) sendOwn(lead, 'onLeadUpdated');
  }

  function sendOwn(lead: ActiveLead, name: FunctionName): void {
    lead.pending += 1;
    counts().ownEvents += 1;
    inBackground(
      (async () => {
        await clock.wait(deliveryMs());
        await functionOf(name).invoke((instance) => instance.compute(parameters.computeOwnMs));
        settle(lead);
      })(),
    );
  }

  function noteLeadCommit({ perSecond, perTenSeconds }: ActiveLead): void {
    const one = countInStretch(perSecond, second());
    if (one !== null) counts().commitsPerLeadSecond.add(one);
    const ten = countInStretch(perTenSeconds, Math.floor(second() / 10));
    if (ten !== null) counts().commitsPerLeadTenSeconds.add(ten);
  }

  /** Notes that something of a lead is done. With the last of it, the lead is compared and forgotten. */
  function settle(lead: ActiveLead): void {
    lead.pending -= 1;
    if (lead.pending > 0) return;
    counts().commitsPerLeadSecond.add(lead.perSecond.commits);
    counts().commitsPerLeadTenSeconds.add(lead.perTenSeconds.commits);
    ended += 1;
    inBackground(
      (async () => {
        if (ended % parameters.compareEvery === 0) {
          compared += 1;
          wrong.push(...(await findDifferences(lead.life, db)));
        }
        const id = leadIdOf(lead.life.pair);
        active.delete(id);
        db.forget(id, documentsOf(lead.life));
      })(),
    );
  }

  function deliveryMs(): number {
    return parameters.minDeliveryMs + random.exponential(parameters.deliveryMs);
  }

  function functionOf(name: FunctionName): SimulatedFunction {
    const found = functions.get(name);
    if (found === undefined) throw new Error(`There is no ${name}`);
    return found;
  }
}

function functionNameOf({ ref, kind }: SourceChange): FunctionName {
  const isNew = kind === 'created';
  return ref.collection === 'appointments'
    ? isNew
      ? 'onAppointmentCreated'
      : 'onAppointmentUpdated'
    : isNew
      ? 'onVisitCreated'
      : 'onVisitUpdated';
}

/** Counts one more in a stretch of time. Returns the count of the stretch before, if this is a new one. */
function countInStretch(run: Run, stretch: number): number | null {
  if (run.stretch === stretch) {
    run.commits += 1;
    return null;
  }
  const before = run.commits;
  run.stretch = stretch;
  run.commits = 1;
  return before === 0 ? null : before;
}
