import { isMailCollection } from '../../functions/src/domain/telling/mailCollection';
import { readWebhookFields } from '../../functions/src/domain/telling/webhookFields';
import type { Checkout, Parameters } from './checkout';
import { findingsOf, type Finding } from './finding';

const { ok, advice, problem } = findingsOf('settings');

/** Whether a deployment would find a value for every parameter of the functions. */
export function judgeSettings({ unset, parameters }: Checkout, projectId: string): Finding[] {
  const file = `functions/.env.${projectId}`;
  const { REGION, CHECK_REGION } = parameters;
  const regions = `the functions run in ${REGION}, the nightly check in ${CHECK_REGION}`;
  const telling = judgeTelling(parameters, projectId);
  if (unset.length === 0) return [ok(`Every parameter has a value: ${regions}.`), ...telling];
  return [
    advice(
      `No env file sets ${unset.join(', ')}. Their defaults are used here: ${regions}.`,
      `A deployment asks for them, or stops where nobody can answer. Set them in ${file}; if there is no such file yet:`,
      `cp -n functions/.env.example ${file}`,
    ),
    ...telling,
  ];
}

/** Whether others can be told what happens, where that is wanted (docs/contract.md §10). */
function judgeTelling(
  { WEBHOOK_URL, WEBHOOK_FIELDS, MAIL_COLLECTION, BOARD_URL }: Parameters,
  projectId: string,
): Finding[] {
  const file = `functions/.env.${projectId}`;
  const { unknown } = readWebhookFields(WEBHOOK_FIELDS);
  return [
    ...(WEBHOOK_URL === ''
      ? []
      : isHttps(WEBHOOK_URL)
        ? [
            advice(
              'Every step of a lead would be posted to WEBHOOK_URL.',
              'A deployment stops unless the secret that signs it exists: then this command prints its versions.',
              `npx firebase functions:secrets:get WEBHOOK_SECRET --project ${projectId}`,
            ),
          ]
        : [
            problem(
              'WEBHOOK_URL is not an https address: nothing would be posted.',
              `Correct it in ${file}.`,
            ),
          ]),
    ...(unknown.length === 0
      ? []
      : [
          problem(
            `WEBHOOK_FIELDS names ${unknown.join(', ')}, which no message has.`,
            `functions/.env.example has the names; correct it in ${file}.`,
          ),
        ]),
    ...(MAIL_COLLECTION === '' || isMailCollection(MAIL_COLLECTION)
      ? []
      : [
          problem(
            `Mail must not go to the collection ${MAIL_COLLECTION}: it is one of Embudo’s, or no name for one.`,
            `Correct MAIL_COLLECTION in ${file}.`,
          ),
        ]),
    ...(MAIL_COLLECTION !== '' && BOARD_URL === ''
      ? [
          advice(
            'BOARD_URL is empty: mails have no link to the board.',
            `Set it in ${file} to the address of the board.`,
          ),
        ]
      : []),
  ];
}

function isHttps(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:';
}
