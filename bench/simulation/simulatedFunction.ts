import { Deadline } from '../../functions/src/concurrency/deadline';
import { KeyedQueue } from '../../functions/src/concurrency/keyedQueue';
import { MAX_BATCH_SIZE } from '../../functions/src/application/sync/syncDocument';
import type { PlacedEvent } from '../../functions/src/application/sync/decideSync';
import type { StoredLead } from '../../functions/src/domain/leads/lead';
import type { BatchHandler, WaitingEvent } from './batch';
import type { Random } from './random';
import type { VirtualClock } from './virtualClock';

/** The longest that a timer of Node can wait. Simulated events have no deadline: their delays are counted. */
const NO_DEADLINE_MS = 2 ** 31 - 1;

/** An instance: one processor, and the queue of the product, in which events of one lead wait for each other. */
export class Instance {
  /** How many events it handles now. */
  running = 0;
  private isBusyUntil = 0;
  private readonly enqueue: (lead: string, event: WaitingEvent) => Promise<void>;

  constructor(
    private readonly clock: VirtualClock,
    handle: BatchHandler,
  ) {
    this.enqueue = new KeyedQueue<StoredLead>().batchByKey(MAX_BATCH_SIZE, handle);
  }

  /** Handles an event in its lead's turn, together with others that wait for the same lead. */
  handle(lead: string, event: PlacedEvent): Promise<void> {
    return this.enqueue(lead, { event, origin: 'event', deadline: new Deadline(NO_DEADLINE_MS) });
  }

  /** Computes for so long, once the processor is free. */
  async compute(ms: number): Promise<void> {
    this.isBusyUntil = Math.max(this.isBusyUntil, this.clock.now) + ms;
    await this.clock.wait(this.isBusyUntil - this.clock.now);
  }
}

/** A deployed function: instances of its own, of which each event gets a random one. */
export class SimulatedFunction {
  /** The most events that it handled at the same time. */
  mostAtOnce = 0;
  private running = 0;
  private readonly instances: readonly Instance[];
  private readonly waiting: ((instance: Instance) => void)[] = [];
  private readonly concurrency: number;

  constructor(
    clock: VirtualClock,
    private readonly random: Random,
    { instances, concurrency }: { instances: number; concurrency: number },
    handle: BatchHandler,
  ) {
    this.instances = Array.from({ length: instances }, () => new Instance(clock, handle));
    this.concurrency = concurrency;
  }

  /** Runs a task in an instance that is not full; waits for one if there is none. */
  async invoke(task: (instance: Instance) => Promise<void>): Promise<void> {
    const instance = this.findFree() ?? (await this.waitForFree());
    instance.running += 1;
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    try {
      await task(instance);
    } finally {
      instance.running -= 1;
      this.running -= 1;
      this.waiting.shift()?.(instance);
    }
  }

  private findFree(): Instance | null {
    const first = this.random.below(this.instances.length);
    for (let n = 0; n < this.instances.length; n += 1) {
      const instance = this.instances[(first + n) % this.instances.length];
      if (instance !== undefined && instance.running < this.concurrency) return instance;
    }
    return null;
  }

  private waitForFree(): Promise<Instance> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }
}
