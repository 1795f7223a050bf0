import type { DocumentOptions } from 'firebase-functions/firestore';
import { defineString } from 'firebase-functions/params';
import type { ScheduleOptions } from 'firebase-functions/scheduler';
import { isMailCollection } from './domain/telling/mailCollection';
import type { Mailbox } from './firestore/mailbox';
import { checkRegion, checkTimeZone, HOUR_INPUT, TRIGGER } from './options';

const mailCollection = defineString('MAIL_COLLECTION', {
  default: '',
  description: 'Collection that mails to agents are written to, for Trigger Email, or nothing',
});

const boardUrl = defineString('BOARD_URL', {
  default: '',
  description: 'Address of the board, for the links in mails, or nothing',
});

const tellHour = defineString('TELL_HOUR', {
  default: '8',
  description: 'Hour of the morning, from 0 to 23, at which agents get a mail with what needs them',
  input: HOUR_INPUT,
});

export const MAIL_NEWS: Omit<DocumentOptions, 'document'> = {
  ...TRIGGER,
  omit: mailCollection.equals(''),
};

/** One at a time. A run that failed is repeated: no mail is written twice. */
export const MAIL_MORNING: ScheduleOptions = {
  omit: mailCollection.equals(''),
  region: checkRegion,
  schedule: `0 ${tellHour.toCEL()} * * *`,
  timeZone: checkTimeZone,
  timeoutSeconds: 540,
  maxInstances: 1,
  concurrency: 1,
  retryCount: 3,
};

/** Where mails go, by the parameters. Throws if mail must not go to that collection. */
export function mailbox(): Mailbox {
  const collection = mailCollection.value();
  if (!isMailCollection(collection)) throw new Error('MAIL_COLLECTION is not fit for mail');
  return { collection, boardUrl: boardUrl.value() };
}

/** The day that a time belongs to at the agency is of this zone. */
export function timeZone(): string {
  return checkTimeZone.value();
}
