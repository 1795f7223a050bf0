import { logger } from 'firebase-functions/logger';
import { onSchedule } from 'firebase-functions/scheduler';
import { mailMorning } from '../application/telling/mailMorning';
import { microsOfMillis } from '../domain/time';
import { clockAt } from '../domain/timeZone';
import { database } from '../firestore/database';
import { logMissingIndex } from '../logMissingIndex';
import { MAIL_MORNING, mailbox, timeZone } from '../mailOptions';

/** Writes each agent one mail a morning, with the leads that need them (docs/contract.md §10). */
export const tellAgents = onSchedule(MAIL_MORNING, async ({ scheduleTime }) => {
  const scheduled = Date.parse(scheduleTime);
  const day = new Date(clockAt(scheduled, timeZone())).toISOString().slice(0, '2026-11-27'.length);
  const morning = { day, now: microsOfMillis(scheduled) };
  const mailed = await mailMorning(database(), morning, mailbox()).catch(logMissingIndex);
  logger.info('Agents told', { day, ...mailed });
});
