import { logger } from 'firebase-functions/logger';
import { onSchedule } from 'firebase-functions/scheduler';
import { reviewChanges } from '../application/reviewChanges';
import { microsOfMillis, secondsAndNanos, type Micros } from '../domain/time';
import { database } from '../firestore/database';
import { autoRepair, CHECK_ENDS_AFTER_SECONDS, NIGHTLY_CHECK } from '../options';

/** Events reach the functions within seconds; what was written since is left to the next night. */
const MINUTES_TO_SETTLE = 5;

/**
 * Looks at night at what was changed since the night before. Two fixed messages tell the outcome:
 * `Leads checked` always, and as an error `Leads need attention`, for an alert to match.
 */
export const checkLeads = onSchedule(NIGHTLY_CHECK, async ({ scheduleTime }) => {
  const ends = Date.now() + CHECK_ENDS_AFTER_SECONDS * 1_000;
  const scheduled = Date.parse(scheduleTime);
  const { needsAttention, examples, from, until, ...counts } = await reviewChanges(database(), {
    mends: autoRepair.value(),
    now: microsOfMillis(scheduled),
    writtenBefore: microsOfMillis(scheduled - MINUTES_TO_SETTLE * 60_000),
    isTimeUp: () => Date.now() >= ends,
  });
  const facts = { ...counts, needsAttention, from: wordsOf(from), until: wordsOf(until) };
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

/** To the second, in ISO 8601. */
function wordsOf(time: Micros): string {
  return new Date(secondsAndNanos(time).seconds * 1_000).toISOString();
}
