import { isOfNobody, type RecordedEntry } from '../documents/history';
import type { Micros } from '../time';
import type { LeadField } from './webhookFields';

/** The most that the body of a message may have, in bytes of UTF-8. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** A history entry and the lead that it is of. */
export interface EntryToTell {
  leadId: string;
  entry: RecordedEntry;
}

/** What a message has besides ids (`WEBHOOK_FIELDS`). Of a lead that is gone, each field is null. */
export interface Extras {
  reason?: string;
  lead?: Readonly<Partial<Record<LeadField, unknown>>>;
}

/** What is posted to the webhook. */
export interface Message {
  /** `{leadId}/{seq}`, the lead's id percent-encoded: the same one each time the entry is told. */
  id: string;
  /** JSON of at most {@link MAX_MESSAGE_BYTES}. */
  body: string;
}

/**
 * Whether an entry is told at all. Those of an anonymised lead were told when they happened, under the id that the lead
 * had then (docs/contract.md §12).
 */
export function isTold({ entry }: EntryToTell): boolean {
  return !isOfNobody(entry);
}

/**
 * The message of a history entry (docs/contract.md §10). What makes it too long is left out, and named in `omitted`.
 * Null if it is too long even then, as no entry of ours is. Times are formatted in ISO 8601.
 */
export function messageOf(
  { leadId, entry }: EntryToTell,
  { reason, lead }: Extras,
  formatTime: (time: Micros) => string,
): Message | null {
  const { seq, from, to, at, effectiveAt, cause, source, actor, secondsInPrevious } = entry;
  const facts = {
    leadId,
    seq,
    from,
    to,
    at: formatTime(at),
    effectiveAt: formatTime(effectiveAt),
    cause,
    source,
    actor,
    secondsInPrevious,
    outcome: entry.outcome,
  };
  const more = {
    ...(entry.skipped && { skipped: entry.skipped }),
    ...(reason !== undefined && { reason }),
    ...(lead && { lead }),
  };
  const render = (data: object) =>
    JSON.stringify({ type: 'lead.status_changed', timestamp: formatTime(at), data });
  const whole = render({ ...facts, ...more });
  const body = fits(whole) ? whole : render({ ...facts, omitted: Object.keys(more) });
  return fits(body) ? { id: messageIdOf(leadId, seq), body } : null;
}

/** A header can hold it, whatever characters the lead's id has. A full stop would end it where it is signed. */
function messageIdOf(leadId: string, seq: number): string {
  return `${encodeURIComponent(leadId).replaceAll('.', '%2E')}/${seq}`;
}

function fits(body: string): boolean {
  return new TextEncoder().encode(body).length <= MAX_MESSAGE_BYTES;
}
