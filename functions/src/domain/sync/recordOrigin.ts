import { SYSTEM } from '../actor';
import { REASONS, type HistoryEntry } from '../documents/history';
import type { SyncPlan } from './syncPlan';

/** What made a change known: its event, a repair that found it, or the adoption of an older system's data. */
export type PlanOrigin = 'event' | 'repair' | 'adoption';

/**
 * The plan, with history entries that say what made the change known. Those of a repair are `repaired`,
 * by the system; but how a history began, and what was typed over in the console, is recorded as usual.
 */
export function recordOrigin(plan: SyncPlan, origin: PlanOrigin): SyncPlan {
  switch (origin) {
    case 'event':
    case 'adoption':
      return plan;
    case 'repair':
      return {
        ...plan,
        leads: plan.leads.map((write) => ({
          ...write,
          change: { ...write.change, entries: write.change.entries.map(asRepaired) },
        })),
      };
  }
}

function asRepaired(entry: HistoryEntry): HistoryEntry {
  switch (entry.cause) {
    case 'lead.created':
    case 'lead.adopted':
    case 'console.edited':
      return entry;
    default:
      return { ...entry, cause: 'repaired', reason: REASONS.repaired, actor: SYSTEM };
  }
}
