import type { RecordedEntry } from '../documents/history';
import type { LeadEnquiry } from '../leads/leadEnquiry';
import { isSourceName } from '../leads/leadDetails';
import type { StoredLead } from '../leads/lead';
import { GONE_REASONS } from '../leads/listingStatus';
import { recogniseLeadStatus } from '../leadStatus';
import { groupName } from '../reports/groupName';
import { secondsBetween, type Micros } from '../time';

/*
 * The tables of an export for analysis (docs/contract.md §13): their columns, and the schema that BigQuery gets. They
 * hold ids, fixed words, times and the names of portals and campaigns: nothing that somebody wrote in words
 * of their own.
 */

/** What the types of BigQuery hold. A time becomes a text when it is written. */
interface Values {
  STRING: string;
  INTEGER: number;
  FLOAT: number;
  TIMESTAMP: Micros;
}
type ColumnType = keyof Values;

/** A column as BigQuery's JSON schema says it, and how a row gets its value. */
export interface Column<Item> {
  name: string;
  type: ColumnType;
  mode: 'REQUIRED' | 'NULLABLE';
  description: string;
  valueOf: (item: Item) => string | number | null;
}

/** A history entry of a lead. */
export interface ExportedEntry {
  leadId: string;
  /** The `updateTime` of the entry's document. */
  version: Micros;
  entry: RecordedEntry;
}

/** An enquiry that a lead holds. */
export interface ExportedEnquiry {
  lead: StoredLead;
  /** Its place among the enquiries of its lead, from 1, the earliest opened first. */
  position: number;
  enquiry: LeadEnquiry;
}

const REASON_KINDS =
  'Why: sold or withdrawn, as when leads of a listing that is gone are closed together; other for words of people; null without a reason';

/** One row for each (`lead_id`, `seq`). */
export const STATUS_HISTORY_COLUMNS: readonly Column<ExportedEntry>[] = [
  required('lead_id', 'STRING', 'The id of the lead', ({ leadId }) => leadId),
  required('seq', 'INTEGER', 'The number of the entry in its history', ofEntry('seq')),
  optional('from_status', 'STRING', 'The status before; null in the first', ofEntry('from')),
  required('to_status', 'STRING', 'The status that the entry records', ofEntry('to')),
  required('committed_at', 'TIMESTAMP', 'When the entry was written', ofEntry('at')),
  required(
    'effective_at',
    'TIMESTAMP',
    'The time of the state or decision that caused it: reports use this one',
    ofEntry('effectiveAt'),
  ),
  optional(
    'seconds_in_previous',
    'FLOAT',
    'Seconds since the entry before, by effective_at; null in the first',
    ofEntry('secondsInPrevious'),
  ),
  required('cause', 'STRING', 'Why, in a fixed word, as appointment.completed', ofEntry('cause')),
  optional('outcome', 'STRING', 'How a decision closed the lead: won or lost', ofEntry('outcome')),
  optional('reason_kind', 'STRING', REASON_KINDS, ({ entry }) => nameReason(entry.reason)),
  required(
    'source_collection',
    'STRING',
    'The collection of the document that caused it; leads for a merge or a decision',
    ({ entry }) => entry.source.collection,
  ),
  required(
    'source_id',
    'STRING',
    'The id of that document; empty for a lead of nobody',
    ({ entry }) => entry.source.id,
  ),
  required('actor_type', 'STRING', 'Who: user, system or console', ({ entry }) => entry.actor.type),
  optional('actor_id', 'STRING', 'The Auth uid of a user', ({ entry }) => entry.actor.id),
  required(
    'version',
    'TIMESTAMP',
    'When the document was last written: of several rows with one key the newest counts',
    ({ version }) => version,
  ),
];

/** One row for each `lead_id`. */
export const LEADS_COLUMNS: readonly Column<StoredLead>[] = [
  required('lead_id', 'STRING', 'The id of the lead', ({ id }) => id),
  optional('contact_id', 'STRING', 'The contact; null for a lead of nobody', of('contactId')),
  optional('listing_id', 'STRING', 'The listing; null while there is none', of('listingId')),
  optional('prospect_id', 'STRING', 'The owner of the listing', of('prospectId')),
  optional('agent_id', 'STRING', 'The Auth uid of its agent (assignedTo)', of('assignedTo')),
  optional(
    'status',
    'STRING',
    'The status now; null if an older system gave it another word',
    ({ status }) => recogniseLeadStatus(status),
  ),
  optional(
    'source',
    'STRING',
    'What it began with: Enquiry, Appointment or Visit; Other for a word of an older system',
    ({ source }) => nameSource(source),
  ),
  optional(
    'portal',
    'STRING',
    'The portal of its origin',
    ({ origin }) => named(origin?.portal).text,
  ),
  optional(
    'portal_key',
    'STRING',
    'The same, folded: equal for names that differ in case or white space',
    ({ origin }) => named(origin?.portal).key,
  ),
  optional(
    'campaign',
    'STRING',
    'The campaign of its origin',
    ({ origin }) => named(origin?.campaign).text,
  ),
  optional('campaign_key', 'STRING', 'The same, folded', ({ origin }) => {
    return named(origin?.campaign).key;
  }),
  optional(
    'closed_outcome',
    'STRING',
    'How it is closed: won, lost or moved; null while it is open',
    ({ closed }) => closed?.outcome ?? null,
  ),
  optional('closed_reason_kind', 'STRING', REASON_KINDS, ({ closed }) => {
    return closed === null ? null : nameReason(closed.reason);
  }),
  optional(
    'moved_to_lead_id',
    'STRING',
    'The lead to which its last viewing moved',
    ({ closed }) => closed?.leadId ?? null,
  ),
  optional(
    'history_seq',
    'INTEGER',
    'The number of its newest entry; null for a lead of an older system',
    ({ history }) => history?.seq ?? null,
  ),
  optional(
    'status_changed_at',
    'TIMESTAMP',
    'Since when it is in its status',
    of('statusChangedAt'),
  ),
  optional(
    'next_viewing_at',
    'TIMESTAMP',
    'Its next viewing; may have passed',
    of('nextViewingAt'),
  ),
  optional(
    'attention_at',
    'TIMESTAMP',
    'From when on it needs somebody',
    ({ attention }) => attention?.at ?? null,
  ),
  optional(
    'anonymised_at',
    'TIMESTAMP',
    'When its contact was forgotten: a lead of nobody',
    ({ anonymisedAt }) => anonymisedAt ?? null,
  ),
  required(
    'version',
    'TIMESTAMP',
    'When the lead was last written: of several rows with one key the newest counts',
    of('version'),
  ),
];

/** One row for each (`lead_id`, `position`) of a version of the lead. */
export const ENQUIRIES_COLUMNS: readonly Column<ExportedEnquiry>[] = [
  required('lead_id', 'STRING', 'The lead that holds it', ({ lead }) => lead.id),
  required(
    'position',
    'INTEGER',
    'Its place among the enquiries of that version of the lead',
    ({ position }) => position,
  ),
  required('opened_at', 'TIMESTAMP', 'When it was opened', ({ enquiry }) => enquiry.openedAt),
  optional(
    'answered_at',
    'TIMESTAMP',
    'Since when it says that it is answered; null if it does not',
    ({ enquiry }) => enquiry.answeredAt,
  ),
  optional(
    'seconds_to_answer',
    'FLOAT',
    'From opened_at to answered_at, at least 0',
    ({ enquiry: { openedAt, answeredAt } }) =>
      answeredAt === null ? null : secondsBetween(openedAt, answeredAt),
  ),
  optional('portal', 'STRING', 'The portal that it names', ({ enquiry }) => {
    return named(enquiry.portal).text;
  }),
  optional('portal_key', 'STRING', 'The same, folded', ({ enquiry }) => named(enquiry.portal).key),
  optional('campaign', 'STRING', 'The campaign that it names', ({ enquiry }) => {
    return named(enquiry.campaign).text;
  }),
  optional('campaign_key', 'STRING', 'The same, folded', ({ enquiry }) => {
    return named(enquiry.campaign).key;
  }),
  required(
    'version',
    'TIMESTAMP',
    'The version of the lead: those of its newest version count',
    ({ lead }) => lead.version,
  ),
];

/** The tables, with their columns. Each is a file of the export, and a table in BigQuery. */
export const TABLES = {
  status_history: STATUS_HISTORY_COLUMNS,
  leads: LEADS_COLUMNS,
  enquiries: ENQUIRIES_COLUMNS,
} as const;
export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];

/** The kind of a reason, without what people wrote in words of their own. */
function nameReason(reason: string): 'sold' | 'withdrawn' | 'other' | null {
  if (reason === '') return null;
  const { key } = groupName(reason);
  if (key === groupName(GONE_REASONS.sold).key) return 'sold';
  return key === groupName(GONE_REASONS.withdrawn).key ? 'withdrawn' : 'other';
}

/** The source of a lead, without the words of an older system: they may name somebody. */
function nameSource(source: string | null): string | null {
  const { key, text } = groupName(source ?? '');
  if (text === '') return null;
  const name = `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
  return isSourceName(name) ? name : 'Other';
}

/** The name of a portal or campaign as reports show it, and the key under which they count it. */
function named(name: string | null | undefined): { text: string | null; key: string | null } {
  return name === null || name === undefined ? { text: null, key: null } : groupName(name);
}

function required<Item, Type extends ColumnType>(
  name: string,
  type: Type,
  description: string,
  valueOf: (item: Item) => Values[Type],
): Column<Item> {
  return { name, type, mode: 'REQUIRED', description, valueOf };
}

function optional<Item, Type extends ColumnType>(
  name: string,
  type: Type,
  description: string,
  valueOf: (item: Item) => Values[Type] | null,
): Column<Item> {
  return { name, type, mode: 'NULLABLE', description, valueOf };
}

function of<Field extends keyof StoredLead>(field: Field): (lead: StoredLead) => StoredLead[Field] {
  return (lead) => lead[field];
}

function ofEntry<Field extends keyof RecordedEntry>(
  field: Field,
): (item: ExportedEntry) => RecordedEntry[Field] {
  return ({ entry }) => entry[field];
}
