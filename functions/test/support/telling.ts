/** Delivers the creation of history entries to the functions that tell others (docs/contract.md §10). */
import { Timestamp, type QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { database } from '../../src/firestore/database';
import * as index from '../../src/index';
import { envelopeOf } from './envelope';
import { projectId, wrap } from './ownProject';
import type { Received } from './webhookReceiver';

export const WEBHOOK_SECRET = `whsec_${Buffer.from('the secret of the receiver').toString('base64')}`;

/** Sets parameters for each test of a file, and takes them away again. Those given are set after them. */
export function withParameters(parameters: Readonly<Record<string, string>>): void {
  beforeEach(() => {
    Object.assign(process.env, parameters);
  });
  afterEach(() => {
    for (const name of Object.keys(parameters)) Reflect.deleteProperty(process.env, name);
  });
}

/** What a webhook on this machine needs, as under the emulators. */
export const UNDER_THE_EMULATORS = {
  WEBHOOK_URL: '',
  WEBHOOK_FIELDS: '',
  WEBHOOK_SECRET,
  WEBHOOK_LOOPBACK: 'true',
  FUNCTIONS_EMULATOR: 'true',
} as const;

type Entry = QueryDocumentSnapshot;

/** The documents of a lead's history, by id. */
export async function historyOf(leadId: string): Promise<Entry[]> {
  return (await database().collection(`leads/${leadId}/statusHistory`).get()).docs;
}

/** Delivers the creation of an entry to a function, by default now. Without its data, as if it were over 512 KiB. */
export async function deliverEntry(
  name: 'onStatusHistoryCreated' | 'mailAgent',
  entry: Entry,
  { time = new Date(), withoutData = false } = {},
): Promise<void> {
  const envelope = envelopeOf(entry.ref.path, time.toISOString(), projectId);
  if (withoutData) {
    const event: Omit<Parameters<typeof index.onStatusHistoryCreated.run>[0], 'data'> & {
      data: undefined;
    } = { ...envelope, params: { leadId: '', entryId: '' }, data: undefined };
    await index[name].run(event);
    return;
  }
  await wrap(index[name])({ ...envelope, data: entry });
}

const messageSchema = z.strictObject({
  type: z.literal('lead.status_changed'),
  timestamp: z.iso.datetime(),
  data: z.looseObject({ leadId: z.string(), seq: z.number().int().positive() }),
});

/** A message as its receiver reads it. Throws unless it is signed, and its id is that of its entry. */
export function readMessage({ headers, body }: Received, secret = WEBHOOK_SECRET) {
  const { data, timestamp } = messageSchema.parse(new Webhook(secret).verify(body, headers));
  const id = `${encodeURIComponent(data.leadId).replaceAll('.', '%2E')}/${data.seq}`;
  if (headers['webhook-id'] !== id)
    throw new Error(`${String(headers['webhook-id'])} is not ${id}`);
  return { id, timestamp, data };
}

/** The fields of an entry that the pipeline wrote. */
export function entryData(seq: number, fields: Readonly<Record<string, unknown>> = {}) {
  return {
    seq,
    from: seq === 1 ? null : 'Visita Pendiente',
    to: 'Visita Pendiente',
    at: Timestamp.now(),
    effectiveAt: Timestamp.now(),
    cause: seq === 1 ? 'lead.created' : 'appointment.scheduled',
    reason: 'Cita programada',
    source: { collection: 'appointments', id: `A${seq}` },
    actor: { type: 'user', id: 'eva' },
    secondsInPrevious: seq === 1 ? null : 60,
    ...fields,
  };
}

/** Writes documents into the history of a lead, under the ids of their numbers, and reads them. */
export async function writeHistory(
  leadId: string,
  entries: readonly ReturnType<typeof entryData>[],
): Promise<Entry[]> {
  const batch = database().batch();
  for (const entry of entries) {
    const id = String(entry.seq).padStart(6, '0');
    batch.set(database().doc(`leads/${leadId}/statusHistory/${id}`), entry);
  }
  await batch.commit();
  return historyOf(leadId);
}
