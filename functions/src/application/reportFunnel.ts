import type { Firestore } from 'firebase-admin/firestore';
import { Funnel, type FunnelReport, type Period } from '../domain/report';
import type { Micros } from '../domain/time';
import { leadPages } from '../firestore/walk';

/**
 * The funnel of all leads: one read per lead and per history entry, whatever the period, and a page in
 * memory at a time. `told` hears of every page how many leads it has brought.
 */
export async function reportFunnel(
  db: Firestore,
  period: Period,
  monthOf: (time: Micros) => string,
  told: (leads: number) => void,
): Promise<FunnelReport> {
  const funnel = new Funnel(period, monthOf);
  for await (const page of leadPages(db)) {
    for (const { lead, history } of page) {
      funnel.add({ ...lead, history: history.map(({ entry }) => entry) });
    }
    told(page.length);
  }
  return funnel.report();
}
