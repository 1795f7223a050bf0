import type { Checkout } from './checkout';
import { findingsOf, listSome, type Finding } from './finding';

const { ok, problem } = findingsOf('scheduler');

/** Whether the nightly check can be scheduled where it is to run. */
export function judgeScheduler(
  regions: readonly string[],
  { parameters: { CHECK_REGION } }: Checkout,
  projectId: string,
): Finding[] {
  if (regions.includes(CHECK_REGION))
    return [ok(`Cloud Scheduler is available in ${CHECK_REGION}.`)];
  const [continent = ''] = CHECK_REGION.split('-');
  const near = regions.filter((region) => region.startsWith(`${continent}-`));
  return [
    problem(
      `Cloud Scheduler does not know the region ${CHECK_REGION}: the deployment of checkLeads fails.`,
      `Set CHECK_REGION in functions/.env.${projectId} to one that it knows: ${listSome(near.length > 0 ? near : regions, 20)}.`,
    ),
  ];
}
