import { doc, type DocumentSnapshot } from 'firebase/firestore';
import * as z from 'zod';
import {
  enquirySchema,
  type EnquiryChannel,
  type EnquiryStatus,
} from '../../functions/src/domain/documents/enquiry';
import { timestampSchema } from '../../functions/src/domain/time';
import { withoutEmptyTexts } from './changes';
import type { EmbudoClient } from './client';
import { watchOne, type OnError, type Stop } from './watch';
import {
  chooseId,
  createSource,
  updateSource,
  type CreateOptions,
  type WriteOptions,
} from './writes';

const time = timestampSchema.nullable().catch(null);

/** The fields of an enquiry that people read and the pipeline does not. */
const readSchema = z.object({
  message: z.string().catch(''),
  externalId: z.string().nullable().catch(null),
  leadId: z.string().nullable().catch(null),
  createdAt: time,
  statusAt: time,
  updatedBy: z.string().nullable().catch(null),
});
/** An enquiry as it is read (docs/contract.md §2). The texts of its `origin` are `portal` and `campaign`. */
export type Enquiry = z.infer<typeof enquirySchema> & z.infer<typeof readSchema> & { id: string };

/** Null if the document cannot be used: its `leadSync` says why. */
export function parseEnquiry(snapshot: DocumentSnapshot): Enquiry | null {
  const data = snapshot.data({ serverTimestamps: 'estimate' });
  const parsed = enquirySchema.safeParse(data);
  return parsed.success ? { id: snapshot.id, ...parsed.data, ...readSchema.parse(data) } : null;
}

/** What staff edit of an enquiry. Null and an empty text remove a field. */
export interface EnquiryFields {
  listingId?: string | null;
  prospectId?: string | null;
  channel?: EnquiryChannel;
  message?: string | null;
  agentId?: string | null;
}

export interface NewEnquiry extends EnquiryFields {
  contactId: string;
  channel: EnquiryChannel;
  /** `open` unless it says otherwise. */
  status?: 'open' | 'answered';
  /** Texts of at most 100 characters. They are written once. */
  origin?: { portal?: string; campaign?: string } | null;
  /** The sender's own id of it, of at most 200 characters. It is written once. */
  externalId?: string | null;
}

/** Records interest before there is a date. Resolves to the enquiry's id. Only staff may. */
export async function openEnquiry(
  client: EmbudoClient,
  { status = 'open', ...enquiry }: NewEnquiry,
  { id = chooseId(client, 'enquiries'), signal }: CreateOptions = {},
): Promise<string> {
  const fields = { ...withoutEmptyTexts(enquiry), status };
  await createSource(client, { collection: 'enquiries', id }, fields, signal);
  return id;
}

/** Changes what staff edit of an enquiry, as it is given. */
export async function editEnquiry(
  client: EmbudoClient,
  id: string,
  changes: EnquiryFields,
  { signal }: WriteOptions = {},
): Promise<void> {
  const fields = withoutEmptyTexts(changes);
  await updateSource(client, { collection: 'enquiries', id }, () => fields, signal);
}

/** Sets an enquiry to `answered`. Rejects with {@link NotFoundError} if it does not exist. Only staff may. */
export async function answerEnquiry(
  client: EmbudoClient,
  id: string,
  options?: WriteOptions,
): Promise<void> {
  await setStatus(client, id, 'answered', options);
}

/**
 * Sets an enquiry to `dismissed`, for example as spam: its lead no longer counts it.
 * Rejects with {@link NotFoundError} if it does not exist. Only staff may.
 */
export async function dismissEnquiry(
  client: EmbudoClient,
  id: string,
  options?: WriteOptions,
): Promise<void> {
  await setStatus(client, id, 'dismissed', options);
}

/** Sets an enquiry back to `open`. Rejects with {@link NotFoundError} if it does not exist. Only staff may. */
export async function reopenEnquiry(
  client: EmbudoClient,
  id: string,
  options?: WriteOptions,
): Promise<void> {
  await setStatus(client, id, 'open', options);
}

async function setStatus(
  client: EmbudoClient,
  id: string,
  status: EnquiryStatus,
  options: WriteOptions | undefined,
): Promise<void> {
  const ref = { collection: 'enquiries', id } as const;
  await updateSource(client, ref, () => ({ status }), options?.signal);
}

/** Watches one enquiry. Null if it does not exist or cannot be used. */
export function watchEnquiry(
  client: EmbudoClient,
  id: string,
  onChange: (enquiry: Enquiry | null) => void,
  onError: OnError,
): Stop {
  return watchOne(client, doc(client.db, 'enquiries', id), parseEnquiry, onChange, onError);
}
