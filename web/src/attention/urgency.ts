import type { Attention } from '#domain/leads/attention';
import { microsOfMillis } from '#domain/time';
import { countDays, dateOf } from '../shared/calendar';

/** When a lead needs somebody, as its card shows it. */
type Urgency = 'overdue' | 'today' | 'later';

export const URGENCY_NAMES: Readonly<Record<Urgency, string>> = {
  overdue: 'Atrasado',
  today: 'Hoy',
  later: 'Más adelante',
};

/** Overdue once its time has passed; today if it comes before the agency's day ends. Null for who needs nobody. */
export function urgencyOf(attention: Attention | null, now = new Date()): Urgency | null {
  if (attention === null) return null;
  if (attention.at <= microsOfMillis(now.getTime())) return 'overdue';
  return countDays(now, dateOf(attention.at)) === 0 ? 'today' : 'later';
}
