import type { LeadStatus } from '#domain/leadStatus';
import type { Micros } from '#domain/time';
import { MOST_BY_ID, watchByIds } from './appointments';
import { scheduledIds, type Lead } from './leads';

/** When the appointments of the leads on the board begin: only those that the leads say are still to come. */
export class NextVisits {
  private readonly watched = new Map<LeadStatus, { ids: string; stops: (() => void)[] }>();
  private readonly startsAt = new Map<string, Micros>();

  constructor(private readonly tell: () => void) {}

  /** The leads of a column as they stand now. */
  watch(status: LeadStatus, leads: readonly Lead[]): void {
    const ids = leads.flatMap(scheduledIds);
    const joined = ids.join();
    const before = this.watched.get(status);
    if (before?.ids === joined) return;
    before?.stops.forEach((stop) => {
      stop();
    });
    const stops: (() => void)[] = [];
    for (let from = 0; from < ids.length; from += MOST_BY_ID) {
      const some = ids.slice(from, from + MOST_BY_ID);
      stops.push(
        watchByIds(some, (appointments) => {
          for (const { id, startsAt } of appointments) {
            if (startsAt === null) this.startsAt.delete(id);
            else this.startsAt.set(id, startsAt);
          }
          this.tell();
        }),
      );
    }
    this.watched.set(status, { ids: joined, stops });
  }

  /** The first of a lead's appointments to come; null where none has a time. */
  of(lead: Lead): Micros | null {
    const times = scheduledIds(lead).flatMap((id) => this.startsAt.get(id) ?? []);
    return times.length === 0 ? null : Math.min(...times);
  }

  stop(): void {
    for (const { stops } of this.watched.values()) for (const stop of stops) stop();
    this.watched.clear();
  }
}
