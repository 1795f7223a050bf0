import type { LeadStatus } from '#domain/leadStatus';
import type { Micros } from '#domain/time';
import { MAX_IDS_IN_QUERY, watchByIds } from './appointments';
import type { Lead } from './leads';
import { listOpenAppointmentIds } from './openAppointments';

/** When the open appointments of the leads on the board begin. */
export class NextVisits {
  private readonly watched = new Map<LeadStatus, { ids: string; stops: (() => void)[] }>();
  private readonly startsAt = new Map<string, Micros>();

  constructor(private readonly onChange: () => void) {}

  /** Watches the open appointments of a column's leads, instead of those that it watched before. */
  watch(status: LeadStatus, leads: readonly Lead[]): void {
    const ids = leads.flatMap(listOpenAppointmentIds);
    const joined = ids.join();
    const before = this.watched.get(status);
    if (before?.ids === joined) return;
    before?.stops.forEach((stop) => {
      stop();
    });
    const stops: (() => void)[] = [];
    for (let from = 0; from < ids.length; from += MAX_IDS_IN_QUERY) {
      const some = ids.slice(from, from + MAX_IDS_IN_QUERY);
      stops.push(
        watchByIds(some, (appointments) => {
          for (const { id, startsAt } of appointments) {
            if (startsAt === null) this.startsAt.delete(id);
            else this.startsAt.set(id, startsAt);
          }
          this.onChange();
        }),
      );
    }
    this.watched.set(status, { ids: joined, stops });
  }

  /** When the first of a lead's open appointments begins. Null if none has a time. */
  findNext(lead: Lead): Micros | null {
    const times = listOpenAppointmentIds(lead).flatMap((id) => this.startsAt.get(id) ?? []);
    return times.length === 0 ? null : Math.min(...times);
  }

  stop(): void {
    for (const { stops } of this.watched.values()) for (const stop of stops) stop();
    this.watched.clear();
  }
}
