import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
} from '../../functions/src/domain/documents/appointment';
import { ENQUIRY_CHANNELS, ENQUIRY_STATUSES } from '../../functions/src/domain/documents/enquiry';
import { VISIT_OUTCOMES, VISIT_STATUSES } from '../../functions/src/domain/documents/visit';
import { keyOf, wordOf } from '../../functions/src/domain/fields';
import { LEAD_STATUSES } from '../../functions/src/domain/leadStatus';
import { recogniseWord } from '../../functions/src/domain/text';
import { getMessage, ToolError } from './toolError';

/**
 * The fields that a column of each kind of file can fill: those of docs/contract.md §2 that are not the server's own.
 * `id` is the document's.
 */
export const IMPORTED_FIELDS = {
  enquiries: [
    'id',
    'contactId',
    'listingId',
    'prospectId',
    'status',
    'channel',
    'origin.portal',
    'origin.campaign',
    'message',
    'agentId',
    'externalId',
    'createdAt',
    'createdBy',
    'updatedAt',
    'updatedBy',
    'statusAt',
  ],
  appointments: [
    'id',
    'contactId',
    'listingId',
    'prospectId',
    'status',
    'type',
    'startsAt',
    'endsAt',
    'agentId',
    'notes',
    'place',
    'requestedBy',
    'createdAt',
    'createdBy',
    'updatedAt',
    'updatedBy',
    'statusAt',
  ],
  visits: [
    'id',
    'appointmentId',
    'contactId',
    'listingId',
    'status',
    'outcome',
    'offer.amount',
    'offer.currency',
    'notes',
    'createdAt',
    'createdBy',
    'updatedAt',
    'updatedBy',
    'statusAt',
  ],
  leads: [
    'id',
    'contactId',
    'listingId',
    'prospectId',
    'status',
    'closed.outcome',
    'closed.reason',
    'source',
    'assignedTo',
    'notes',
    'tags',
    'createdAt',
    'updatedAt',
    'statusChangedAt',
  ],
} as const;
export type ImportedCollection = keyof typeof IMPORTED_FIELDS;
export type ImportedField<Collection extends ImportedCollection = ImportedCollection> =
  (typeof IMPORTED_FIELDS)[Collection][number];

/** How an older lead that is closed may have ended. */
const LEAD_OUTCOMES = ['won', 'lost'] as const;

const DEFAULT_TIME_ZONE = 'Europe/Madrid';

/** Words of the older system, with the word of ours that each of them means. */
export type WordMap<Word extends string = string> = Readonly<Record<string, Word>>;

function wordMapOf<Word extends string>(word: z.ZodType<Word>) {
  return z.record(z.string(), word).superRefine((words, context) => {
    const spellings = Object.keys(words);
    for (const older of spellings) {
      const known = recogniseWord(spellings, older);
      if (known === null || words[known] === words[older]) continue;
      const message = `is the same word as ${JSON.stringify(known)}, and means something else`;
      context.addIssue({ code: 'custom', path: [older], message });
    }
  });
}

/** Says which keys an object does not have, and which it may have. */
const nameUnknownKeys =
  (allowed: readonly string[]) =>
  ({ code, keys }: { code: string; keys?: unknown }): string | undefined => {
    if (code !== 'unrecognized_keys') return undefined;
    const unknown = z
      .array(z.string())
      .parse(keys)
      .map((key) => JSON.stringify(key));
    return `has no ${unknown.join(', ')}: it takes ${allowed.join(', ')}`;
  };

function onlyKeys<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, { error: nameUnknownKeys(Object.keys(shape)) });
}

const text = z.string().trim().min(1, 'must not be empty');

/** Whoever keeps the day and the hour in two columns names both: their cells are joined by a blank. */
const columnNames = z
  .union([z.string(), z.array(z.string())], 'must be the name of a column, or several')
  .transform((names) => (typeof names === 'string' ? [names] : names))
  .pipe(z.array(text).min(1, 'must be the name of a column, or several'));

/**
 * Which column fills each field (without `columns`, the one that is called as the field), and what a field holds if
 * it has no column or its cell is empty, written as in a cell.
 */
function filling<Field extends string>(fields: readonly Field[]) {
  const error = nameUnknownKeys(fields);
  return {
    columns: z.partialRecord(z.enum(fields), columnNames, { error }).optional(),
    defaults: z.partialRecord(z.enum(fields), text, { error }).optional(),
  };
}

const mapSchema = onlyKeys({
  /** The statuses of older leads. */
  status: wordMapOf(wordOf(LEAD_STATUSES)).optional(),
  /** How older leads ended. */
  outcome: wordMapOf(wordOf(LEAD_OUTCOMES)).optional(),
  /** The time zone of the dates that do not say theirs. */
  timeZone: z
    .string()
    .refine(isTimeZone, 'must be a time zone, such as Europe/Madrid')
    .default(DEFAULT_TIME_ZONE),
  enquiries: onlyKeys({
    ...filling(IMPORTED_FIELDS.enquiries),
    words: onlyKeys({
      status: wordMapOf(keyOf(ENQUIRY_STATUSES)).optional(),
      channel: wordMapOf(wordOf(ENQUIRY_CHANNELS)).optional(),
    }).optional(),
  }).optional(),
  appointments: onlyKeys({
    ...filling(IMPORTED_FIELDS.appointments),
    words: onlyKeys({
      status: wordMapOf(keyOf(APPOINTMENT_STATUSES)).optional(),
      type: wordMapOf(wordOf(APPOINTMENT_TYPES)).optional(),
    }).optional(),
  }).optional(),
  visits: onlyKeys({
    ...filling(IMPORTED_FIELDS.visits),
    words: onlyKeys({
      status: wordMapOf(wordOf(VISIT_STATUSES)).optional(),
      outcome: wordMapOf(wordOf(VISIT_OUTCOMES)).optional(),
    }).optional(),
  }).optional(),
  leads: onlyKeys(filling(IMPORTED_FIELDS.leads)).optional(),
});

/** How to read what an older system wrote: its words, and the columns of its files. */
export type OlderSystemMap = z.infer<typeof mapSchema>;

/** The map of whoever has none: our own words, and columns that are called as the fields. */
export const EMPTY_MAP: OlderSystemMap = mapSchema.parse({});

/** Reads the file of `--map`. Throws a {@link ToolError} that names everything that is wrong in it. */
export async function readMap(file: string): Promise<OlderSystemMap> {
  const parsed = mapSchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) =>
    [file, ...(path.length === 0 ? [] : [path.join('.')]), message].join(': '),
  );
  throw new ToolError(issues.join('\n'));
}

async function readJson(file: string): Promise<unknown> {
  try {
    const text = await readFile(file, 'utf8');
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new ToolError(`${file} cannot be read: ${getMessage(error)}`);
  }
}

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes a function that gives the meaning of a word of the older system; null for a word that the map does not have.
 * Unicode composition, surrounding blanks and case do not matter (docs/contract.md §2).
 */
export function newTranslator<Word extends string>(
  words: WordMap<Word> = {},
): (word: unknown) => Word | null {
  const older = Object.keys(words);
  return (word) => {
    const known = recogniseWord(older, word);
    return known === null ? null : (words[known] ?? null);
  };
}
