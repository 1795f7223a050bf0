import type { Checkout } from './checkout';
import { findingsOf, type Finding } from './finding';

const { ok, advice } = findingsOf('settings');

/** Whether a deployment would find a value for every parameter of the functions. */
export function judgeSettings({ unset, parameters }: Checkout, projectId: string): Finding[] {
  const file = `functions/.env.${projectId}`;
  const { REGION, CHECK_REGION } = parameters;
  const regions = `the functions run in ${REGION}, the nightly check in ${CHECK_REGION}`;
  if (unset.length === 0) return [ok(`Every parameter has a value: ${regions}.`)];
  return [
    advice(
      `No env file sets ${unset.join(', ')}. Their defaults are used here: ${regions}.`,
      `A deployment asks for them, or stops where nobody can answer. Set them in ${file}; if there is no such file yet:`,
      `cp -n functions/.env.example ${file}`,
    ),
  ];
}
