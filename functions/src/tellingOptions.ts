import type { DocumentOptions } from 'firebase-functions/firestore';
import { defineBoolean, defineString, projectID } from 'firebase-functions/params';
import type { ScheduleOptions } from 'firebase-functions/scheduler';
import type { Webhook } from './application/telling/tellWebhook';
import { isMailCollection } from './domain/telling/mailCollection';
import { readWebhookFields } from './domain/telling/webhookFields';
import type { Mailbox } from './firestore/mailbox';
import { checkRegion, checkTimeZone, TRIGGER } from './options';
import { readSecrets } from './webhook/signature';

/** Empty by default: a function whose secrets do not exist stops a deployment. */
const webhookUrl = defineString('WEBHOOK_URL', {
  default: '',
  description:
    'https address that every step of a lead is posted to, or nothing; needs the secret WEBHOOK_SECRET',
});

const webhookFields = defineString('WEBHOOK_FIELDS', {
  default: '',
  description:
    'What is posted besides ids: any of reason,contactId,listingId,prospectId,assignedTo,origin,tags,notes, with commas',
});

const webhookLoopback = defineBoolean('WEBHOOK_LOOPBACK', {
  default: false,
  description: 'Under the emulators: whether that address may be on this machine, also without TLS',
});

const mailCollection = defineString('MAIL_COLLECTION', {
  default: '',
  description: 'Collection that mails to agents are written to, for Trigger Email, or nothing',
});

const boardUrl = defineString('BOARD_URL', {
  default: '',
  description: 'Address of the board, for the links in mails, or nothing',
});

/** A text, because a deployment cannot put a number parameter into a schedule. */
const tellHour = defineString('TELL_HOUR', {
  default: '8',
  description: 'Hour of the morning, from 0 to 23, at which agents get a mail with what needs them',
  input: {
    text: {
      validationRegex: /^(1?\d|2[0-3])$/,
      validationErrorMessage: 'It is an hour from 0 to 23.',
    },
  },
});

/** Set with `firebase functions:secrets:set`. Several secrets in one are separated by blanks. */
const WEBHOOK_SECRET = 'WEBHOOK_SECRET';

/** The secret is named here and is no parameter: a deployment asks for it only if the function is in it. */
export const TELL_WEBHOOK: Omit<DocumentOptions, 'document'> = {
  ...TRIGGER,
  omit: webhookUrl.equals(''),
  secrets: [WEBHOOK_SECRET],
};

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

/** The webhook of the parameters. */
export function webhook(): Webhook {
  return {
    address: webhookUrl.value(),
    secrets: readSecrets(WEBHOOK_SECRET),
    fields: readWebhookFields(webhookFields.value()),
    allowsLoopback: webhookLoopback.value() && isEmulated(),
  };
}

/** Nothing is deployed to a project whose id begins so, and no env file can give another one this id. */
function isEmulated(): boolean {
  return process.env['FUNCTIONS_EMULATOR'] === 'true' && projectID.value().startsWith('demo-');
}

/** Where mails go, by the parameters. Throws if mail must not go to that collection. */
export function mailbox(): Mailbox {
  const collection = mailCollection.value();
  if (!isMailCollection(collection))
    throw new Error('MAIL_COLLECTION names no collection for mail');
  return { collection, boardUrl: boardUrl.value() };
}

/** The day that a time belongs to at the agency is of this zone. */
export function timeZone(): string {
  return checkTimeZone.value();
}
