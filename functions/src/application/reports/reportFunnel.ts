import type { Firestore } from 'firebase-admin/firestore';
import { Funnel, type FunnelReport, type Period } from '../../domain/reports/funnelReport';
import type { Micros } from '../../domain/time';
import { leadPages } from '../../firestore/pagination';

/**
 * The funnel of all leads. Reads every lead and every history entry, whatever the period, and holds
 * the leads of one query in memory. Calls `onPage` with the number of leads of each page.
 */
export async function reportFunnel(
  db: Firestore,
  period: Period,
  monthOf: (time: Micros) => string,
  onPage: (leads: number) => void,
): Promise<FunnelReport> {
  const funnel = new Funnel(period, monthOf);
  for await (const page of leadPages(db)) {
    for (const { lead, history } of page) {
      funnel.add({ ...lead, history: history.map(({ entry }) => entry) });
    }
    onPage(page.length);
  }
  return funnel.report();
}
