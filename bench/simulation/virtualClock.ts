import { setImmediate as settle } from 'node:timers/promises';

interface Entry {
  at: number;
  /** Entries of the same time run in the order in which they were made. */
  order: number;
  run: () => void;
}

/**
 * A clock that stands still while code runs, and then jumps to the next time that something waits for. So
 * an hour passes as fast as it can be computed, and every run of the same code takes the same course.
 */
export class VirtualClock {
  /** Milliseconds since the day began. */
  now = 0;
  /** A binary heap: the earliest entry comes first. */
  private readonly heap: Entry[] = [];
  private entries = 0;

  /** Calls a function at a time; one that is past counts as now. */
  at(time: number, run: () => void): void {
    const entry = { at: Math.max(time, this.now), order: this.entries, run };
    this.entries += 1;
    let place = this.heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.heap[parent];
      if (above === undefined || isBefore(above, entry)) break;
      this.heap[place] = above;
      place = parent;
    }
    this.heap[place] = entry;
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.now + ms, resolve);
    });
  }

  /** Lets time pass until nothing waits any longer. */
  async run(): Promise<void> {
    for (let next = this.takeFirst(); next !== undefined; next = this.takeFirst()) {
      this.now = next.at;
      next.run();
      // All that can go on without time passing does so.
      await settle();
    }
  }

  private takeFirst(): Entry | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (first === undefined || last === undefined || this.heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      let below = this.heap[child];
      const other = this.heap[child + 1];
      if (below !== undefined && other !== undefined && isBefore(other, below)) {
        child += 1;
        below = other;
      }
      if (below === undefined || isBefore(last, below)) break;
      this.heap[place] = below;
      place = child;
    }
    this.heap[place] = last;
    return first;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
