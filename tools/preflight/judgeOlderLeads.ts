import type { LeadsRead } from '../../functions/src/application/checks/lookForOlderLeads';
import { formatCount } from '../lib/format';
import type { Checkout } from './checkout';
import { findingsOf, type Finding } from './finding';

const { ok, advice, problem } = findingsOf('olderLeads');

/** Whether `OLDER_LEADS` fits the leads that are there (docs/contract.md §3). */
export function judgeOlderLeads(
  { count, hasOlder }: LeadsRead,
  { parameters: { OLDER_LEADS } }: Checkout,
  projectId: string,
): Finding[] {
  const file = `functions/.env.${projectId}`;
  const read = `${formatCount(count, 'lead was', 'leads were')} read`;
  if (hasOlder) {
    const found = `There are leads of an older system (${read})`;
    return [
      OLDER_LEADS
        ? advice(
            `${found}, and OLDER_LEADS is on: Embudo looks for them.`,
            'See what taking them over would change:',
            `npm run leads -- --project ${projectId} adopt`,
          )
        : problem(
            `${found}, and OLDER_LEADS is off: their contacts would get second leads.`,
            `Set OLDER_LEADS=true in ${file}.`,
          ),
    ];
  }
  const none =
    count === 0 ? 'There are no leads' : `There are no leads of an older system (${read})`;
  if (!OLDER_LEADS) return [ok(`${none}, and OLDER_LEADS is off.`)];
  return [
    advice(
      `${none}, and OLDER_LEADS is on: each new pair costs a query for nothing.`,
      `Set OLDER_LEADS=false in ${file}, if no other system writes leads.`,
    ),
  ];
}
