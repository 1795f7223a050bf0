import { logger } from 'firebase-functions/logger';
import { onSchedule } from 'firebase-functions/scheduler';
import { checkChanges } from '../application/checks/checkChanges';
import { microsOfMillis, millisOfMicros, type Micros } from '../domain/time';
import { database } from '../firestore/database';
import { logMissingIndex } from '../logMissingIndex';
import { autoRepair, CHECK_ENDS_AFTER_SECONDS, NIGHTLY_CHECK } from '../options';

/** Events reach the functions within seconds. Later writes are left to the next night. */
const MINUTES_TO_SETTLE = 5;

/**
 * Checks every night what changed since the night before. Logs `Leads checked`, and the error `Leads need
 * attention` if somebody has to see to something. Alerts can match these two messages.
 */
export const checkLeads = onSchedule(NIGHTLY_CHECK, async ({ scheduleTime }) => {
  const ends = Date.now() + CHECK_ENDS_AFTER_SECONDS * 1_000;
  const scheduled = Date.parse(scheduleTime);
  const checking = checkChanges(database(), {
    apply: autoRepair.value(),
    now: microsOfMillis(scheduled),
    writtenBefore: microsOfMillis(scheduled - MINUTES_TO_SETTLE * 60_000),
    isTimeUp: () => Date.now() >= ends,
  });
  const { needsAttention, examples, from, until, ...counts } =
    await checking.catch(logMissingIndex);
  const facts = { ...counts, needsAttention, from: formatTime(from), until: formatTime(until) };
  logger.info('Leads checked', facts);
  if (needsAttention > 0) {
    const places = examples.map(({ kind, source: { collection, id }, leadId }) => ({
      kind,
      source: `${collection}/${id}`,
      leadId,
    }));
    logger.error('Leads need attention', { found: counts.found, needsAttention, examples: places });
  }
});

/** In ISO 8601, to the second. */
function formatTime(time: Micros): string {
  return new Date(Math.floor(millisOfMicros(time) / 1_000) * 1_000).toISOString();
}
