import type { Firestore } from 'firebase-admin/firestore';
import type { Deadline } from '../../concurrency/deadline';
import { KeyedQueue } from '../../concurrency/keyedQueue';
import {
  messageOf,
  type EntryToTell,
  type Extras,
  type Message,
} from '../../domain/telling/message';
import type { WebhookFields } from '../../domain/telling/webhookFields';
import { leadPath } from '../../firestore/paths';
import { formatTimestamp, plainFields } from '../../firestore/plainValues';
import { toTimestamp } from '../../firestore/timestamps';
import { isTurnedOff, turnOff } from '../../firestore/webhookSwitch';
import { postMessage } from '../../webhook/postMessage';
import { sign } from '../../webhook/signature';

/** Where and how messages are posted. */
export interface Webhook {
  address: string;
  /** Each message is signed with all of them. */
  secrets: readonly string[];
  fields: WebhookFields;
  allowsLoopback: boolean;
}

export type Telling =
  | { result: 'told' | 'off' | 'too long' }
  /** `path` is of the document that keeps it off; null if another event has turned it off. */
  | { result: 'turned off'; path: string | null };

/** Thrown if the receiver has not taken a message: it has to be posted again. */
class NotTakenError extends Error {
  override readonly name = 'NotTakenError';

  constructor(status: number) {
    super(`The webhook answered ${status}`);
  }
}

const GONE = 410;

/** Entries of one lead are posted one after the other, in the order in which this instance got them. */
const queue = new KeyedQueue<never>();

/** The addresses that this instance has seen to be on. */
const on = new Set<string>();

/**
 * Posts a history entry to the webhook (docs/contract.md §10). Throws if it was not taken: `NotTakenError`,
 * `NoAnswerError`, or `DeadlineExceededError`.
 *
 * Costs one read for each instance, whether the webhook is off, and one for each entry while it is; and one for each
 * entry if messages have fields of the lead.
 */
export function tellWebhook(
  db: Firestore,
  entry: EntryToTell,
  webhook: Webhook,
  deadline: Deadline,
): Promise<Telling> {
  return queue.runExclusive(entry.leadId, () => tell(db, entry, webhook), deadline);
}

async function tell(db: Firestore, entry: EntryToTell, webhook: Webhook): Promise<Telling> {
  const { address } = webhook;
  if (await isOff(db, address)) return { result: 'off' };
  const extras = await readExtras(db, entry, webhook.fields);
  const message = messageOf(entry, extras, (time) => formatTimestamp(toTimestamp(time)));
  if (message === null) return { result: 'too long' };
  const status = await post(message, webhook);
  if (status === GONE) {
    on.delete(address);
    return { result: 'turned off', path: await turnOff(db, address) };
  }
  if (status < 200 || status > 299) throw new NotTakenError(status);
  return { result: 'told' };
}

async function isOff(db: Firestore, address: string): Promise<boolean> {
  if (on.has(address)) return false;
  const isTurned = await isTurnedOff(db, address);
  if (!isTurned) on.add(address);
  return isTurned;
}

async function readExtras(
  db: Firestore,
  { leadId, entry }: EntryToTell,
  { hasReason, ofLead }: WebhookFields,
): Promise<Extras> {
  const reason = hasReason && { reason: entry.reason };
  if (ofLead.length === 0) return { ...reason };
  const lead = await db.doc(leadPath(leadId)).get();
  const fields = ofLead.map((field): [string, unknown] => [field, lead.get(field) ?? null]);
  return { ...reason, lead: plainFields(Object.fromEntries(fields)) };
}

function post(message: Message, { address, secrets, allowsLoopback }: Webhook): Promise<number> {
  const headers = sign(message, secrets, new Date());
  return postMessage(address, headers, message.body, { allowsLoopback });
}
