import * as z from 'zod';
import { ENQUIRY_CHANNELS, MAX_ORIGIN_LENGTH, type EnquiryChannel } from '../documents/enquiry';
import { isAbsent, nonEmptyText, optionalId } from '../fields';
import type { Sha256 } from '../leads/leadId';
import { recogniseWord } from '../text';

/** The longest `externalId`, in characters (docs/contract.md §7). */
export const MAX_EXTERNAL_ID_LENGTH = 200;
const MAX_NAME_LENGTH = 200;
const MAX_EMAIL_LENGTH = 320;
const MAX_PHONE_LENGTH = 60;

/** A text on one line. A line break in it, as somebody makes who forges a header, becomes a blank. */
export const onOneLine = (text: string) => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();

const lineOf = (maxLength: number) => nonEmptyText(maxLength).transform(onOneLine);
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (isAbsent(value) ? null : value), schema.nullable());
const optionalLine = (maxLength: number) =>
  optional(lineOf(maxLength)).transform((line) => line || null);

/** The body of a request to `receiveEnquiry` (docs/contract.md §11). Parsed, what is absent is null. */
export const receivedEnquirySchema = z.strictObject({
  portal: lineOf(MAX_ORIGIN_LENGTH).pipe(z.string().min(1)),
  externalId: nonEmptyText(MAX_EXTERNAL_ID_LENGTH),
  contact: z.strictObject({
    name: optionalLine(MAX_NAME_LENGTH),
    email: optionalLine(MAX_EMAIL_LENGTH),
    phone: optionalLine(MAX_PHONE_LENGTH),
  }),
  listingId: optionalId,
  message: optional(nonEmptyText()),
  campaign: optionalLine(MAX_ORIGIN_LENGTH),
  /** In ISO 8601, with its time zone. */
  receivedAt: optional(z.iso.datetime({ offset: true })),
});
export type ReceivedEnquiry = z.infer<typeof receivedEnquirySchema>;
export type ReceivedContact = ReceivedEnquiry['contact'];

/** The id of the one enquiry that a message becomes: 32 hexadecimal characters. */
export function enquiryIdOf(portal: string, externalId: string, sha256: Sha256): string {
  return sha256(JSON.stringify([portal, externalId])).slice(0, 32);
}

/** The channel that a sender is: `web`, `phone`, … if it calls itself so; else it is a portal. */
export function channelOf(portal: string): EnquiryChannel {
  return recogniseWord(ENQUIRY_CHANNELS, portal) ?? 'portal';
}
