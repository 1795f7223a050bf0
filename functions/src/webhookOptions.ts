import type { DocumentOptions } from 'firebase-functions/firestore';
import { defineBoolean, defineString, projectID } from 'firebase-functions/params';
import type { Webhook } from './application/telling/tellWebhook';
import { readWebhookFields } from './domain/telling/webhookFields';
import { TRIGGER } from './options';
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

/** Set with `firebase functions:secrets:set`. Several secrets in one are separated by blanks. */
const WEBHOOK_SECRET = 'WEBHOOK_SECRET';

/** The secret is named here and is no parameter: a deployment asks for it only if the function is in it. */
export const TELL_WEBHOOK: Omit<DocumentOptions, 'document'> = {
  ...TRIGGER,
  omit: webhookUrl.equals(''),
  secrets: [WEBHOOK_SECRET],
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
