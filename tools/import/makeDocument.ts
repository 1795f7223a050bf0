import { z } from 'zod';
import {
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
} from '../../functions/src/domain/documents/appointment';
import {
  ENQUIRY_CHANNELS,
  ENQUIRY_STATUS_LIST,
} from '../../functions/src/domain/documents/enquiry';
import { readSource, type Issue } from '../../functions/src/domain/documents/sourceDocument';
import { VISIT_OUTCOMES, VISIT_STATUSES } from '../../functions/src/domain/documents/visit';
import { documentId, optionalId, requiredId } from '../../functions/src/domain/fields';
import { leadFieldsSchema } from '../../functions/src/domain/leads/lead';
import { recogniseLeadStatus } from '../../functions/src/domain/leadStatus';
import { recogniseWord } from '../../functions/src/domain/text';
import { readTimestamp, type Micros } from '../../functions/src/domain/time';
import { toTimestamp } from '../../functions/src/firestore/timestamps';
import {
  IMPORTED_FIELDS,
  newTranslator,
  type ImportedCollection,
  type ImportedField,
  type OlderSystemMap,
} from '../lib/olderSystemMap';
import type { CsvRow } from './csvFile';
import { REQUIRED_FIELDS, type ImportedFile } from './importedFile';
import { readAmount } from './readAmount';
import { readTime } from './readTime';

/** What a row becomes. */
export interface MadeDocument {
  line: number;
  /** The id of its document. A slash in the row's own id is written `%2F`, since Firestore allows none. */
  id: string;
  data: Readonly<Record<string, unknown>>;
  /** Why the row cannot be used. */
  issues: readonly Issue[];
  /** Words that are neither ours nor in the map. */
  unknownWords: readonly UnknownWord[];
  /** It does not say when it was written, so that it counts as written when it is imported. */
  isUndated: boolean;
  /** It has a time that the clocks showed twice. */
  hasRepeatedTime: boolean;
}

interface UnknownWord {
  field: ImportedField;
  word: string;
}

/** The value of a cell, or why it has none. */
type CellValue =
  { value: unknown; isUnknownWord?: boolean; isRepeatedTime?: boolean } | { problem: string };
type CellReader = (text: string) => CellValue;

/** Makes the function that turns rows into documents. `now` is the time of the import. */
export function newDocumentMaker(map: OlderSystemMap, now: Micros) {
  const readers = newReaders(map);
  return (file: ImportedFile, row: CsvRow): MadeDocument => {
    const { collection } = file;
    const id = encodeId(textOf(file, row, 'id'));
    const { values, issues, ...notes } = readCells(file, row, readers[collection]);
    const isDated = STAMPS.some((field) => values.has(field));
    const viewedAt = isDated ? null : timeOfViewing(values, now);
    const data = toData(collection, viewedAt === null ? values : values.set('updatedAt', viewedAt));
    const found = issues.map(({ path }) => path);
    const others = findIssues(collection, id, data, now);
    return {
      line: row.line,
      id,
      data,
      ...notes,
      issues: findRaggedRow(file, row) ?? [
        ...issues,
        ...others.filter(({ path }) => !found.includes(path)),
      ],
      isUndated: collection !== 'leads' && !isDated && viewedAt === null,
    };
  };
}

/** What stands in the cells of a field, or its default; empty if there is neither. */
function textOf({ columns, defaults }: ImportedFile, { cells }: CsvRow, field: ImportedField) {
  const texts = (columns.get(field) ?? []).map((place) => cells[place]?.trim() ?? '');
  return texts.filter((text) => text !== '').join(' ') || (defaults[field] ?? '');
}

function readCells(
  file: ImportedFile,
  row: CsvRow,
  readerOf: (field: ImportedField) => CellReader,
) {
  const { collection } = file;
  const values = new Map<ImportedField, unknown>();
  const issues: Issue[] = [];
  const unknownWords: UnknownWord[] = [];
  let hasRepeatedTime = false;
  for (const field of IMPORTED_FIELDS[collection]) {
    const text = textOf(file, row, field);
    // The pipeline knows an outcome only while a lead is closed (docs/contract.md §2). Its status was read before.
    const isLeftOut = field.startsWith('closed.') && !isClosed(values);
    if (text === '' && REQUIRED_FIELDS[collection].includes(field)) {
      issues.push({ path: field, message: 'is empty' });
    }
    if (text === '' || isLeftOut) continue;
    const cell = readerOf(field)(text);
    if ('problem' in cell) {
      issues.push({ path: field, message: cell.problem });
      continue;
    }
    values.set(field, cell.value);
    if (cell.isUnknownWord === true) unknownWords.push({ field, word: text });
    hasRepeatedTime ||= cell.isRepeatedTime === true;
  }
  return { values, issues, unknownWords, hasRepeatedTime };
}

/**
 * A row with another number of cells than the header has; null if it is none. Then nobody knows which cell is which.
 * Empty ones at its end do no harm.
 */
function findRaggedRow({ header }: ImportedFile, { cells }: CsvRow): Issue[] | null {
  const count = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  if (cells.length >= header.length && count <= header.length) return null;
  const message = `the row has ${cells.length} cells, and the header ${header.length}`;
  return [{ path: '', message }];
}

/** When an appointment was held, if that has passed: what it says was true by then. */
function timeOfViewing(values: ReadonlyMap<ImportedField, unknown>, now: Micros) {
  const startsAt = readTimestamp(values.get('startsAt'));
  return startsAt !== null && startsAt < now ? toTimestamp(startsAt) : null;
}

/** Any of them says when a document was written (docs/contract.md §4). */
const STAMPS: readonly ImportedField[] = ['createdAt', 'updatedAt', 'statusAt'];

function isClosed(values: ReadonlyMap<ImportedField, unknown>): boolean {
  return recogniseLeadStatus(values.get('status')) === 'Cerrado';
}

// ——— Cells ———

/** How the cells of each collection are read. */
function newReaders({
  timeZone,
  status,
  outcome,
  enquiries,
  appointments,
  visits,
}: OlderSystemMap): Readonly<Record<ImportedCollection, (field: ImportedField) => CellReader>> {
  const time: CellReader = (text) => {
    const read = readTime(text, timeZone);
    if ('problem' in read) return read;
    return { value: toTimestamp(read.time), isRepeatedTime: read.isRepeated };
  };
  const common = {
    startsAt: time,
    endsAt: time,
    createdAt: time,
    updatedAt: time,
    statusAt: time,
    statusChangedAt: time,
    'offer.amount': readAmountCell,
    'offer.currency': readCurrency,
    tags: readTags,
  };
  const readersWith = (words: Partial<Record<ImportedField, CellReader>>) => {
    const readers: Partial<Record<ImportedField, CellReader>> = { ...common, ...words };
    return (field: ImportedField) => readers[field] ?? readText;
  };
  return {
    enquiries: readersWith({
      status: newWordReader(enquiries?.words?.status, isOneOf(ENQUIRY_STATUS_LIST)),
      channel: newWordReader(enquiries?.words?.channel, isOneOf(ENQUIRY_CHANNELS)),
    }),
    appointments: readersWith({
      status: newWordReader(
        appointments?.words?.status,
        isOneOf(Object.keys(APPOINTMENT_STATUSES)),
      ),
      type: newWordReader(appointments?.words?.type, isOneOf(APPOINTMENT_TYPES)),
    }),
    visits: readersWith({
      appointmentId: (text) => ({ value: encodeId(text) }),
      status: newWordReader(visits?.words?.status, isOneOf(VISIT_STATUSES)),
      outcome: newWordReader(visits?.words?.outcome, isOneOf(VISIT_OUTCOMES)),
    }),
    leads: readersWith({
      status: newWordReader(status, (word) => recogniseLeadStatus(word) !== null),
      'closed.outcome': newWordReader(outcome, isOutcome),
    }),
  };
}

const readText: CellReader = (text) => ({ value: text });

function readAmountCell(text: string): CellValue {
  const read = readAmount(text);
  return 'problem' in read ? read : { value: read.amount };
}

const DEFAULT_CURRENCY = 'EUR';

function readCurrency(text: string): CellValue {
  const currency = text === '€' ? DEFAULT_CURRENCY : text.toUpperCase();
  return /^[A-Z]{3}$/.test(currency)
    ? { value: currency }
    : { problem: 'is not a currency of three letters, such as EUR' };
}

function readTags(text: string): CellValue {
  const tags = text.split(/[,;|]/).map((tag) => tag.trim());
  return { value: [...new Set(tags.filter((tag) => tag !== ''))] };
}

/** The map comes first. A word that nobody knows stays as it is. */
function newWordReader(
  words: Readonly<Record<string, string>> | undefined,
  isOurs: (word: string) => boolean,
): CellReader {
  const translate = newTranslator(words);
  return (word) => {
    const translated = translate(word);
    return { value: translated ?? word, isUnknownWord: translated === null && !isOurs(word) };
  };
}

function isOneOf(words: readonly string[]): (word: string) => boolean {
  return (word) => recogniseWord(words, word) !== null;
}

/** Whether the pipeline takes a text for how an older lead ended (docs/contract.md §9). */
function isOutcome(outcome: string): boolean {
  return leadFieldsSchema.shape.closed.parse(outcome) !== null;
}

function encodeId(id: string): string {
  return id.replaceAll('/', '%2F');
}

// ——— Documents ———

/** Fields that a document has even where there is nothing to say (docs/contract.md §2). */
const NULLABLE_FIELDS: Readonly<Record<ImportedCollection, readonly string[]>> = {
  enquiries: ['listingId', 'prospectId'],
  appointments: ['listingId', 'prospectId'],
  visits: [],
  leads: ['listingId', 'prospectId'],
};

function toData(
  collection: ImportedCollection,
  values: ReadonlyMap<ImportedField, unknown>,
): Record<string, unknown> {
  const data: Record<string, unknown> = Object.fromEntries(
    NULLABLE_FIELDS[collection].map((field) => [field, null]),
  );
  for (const [field, value] of values) {
    if (field !== 'id' && !field.includes('.')) data[field] = value;
  }
  const origin = { portal: values.get('origin.portal'), campaign: values.get('origin.campaign') };
  const named = Object.entries(origin).filter(([, text]) => text !== undefined);
  if (named.length > 0) data['origin'] = Object.fromEntries(named);
  const amount = values.get('offer.amount');
  if (amount !== undefined) {
    data['offer'] = { amount, currency: values.get('offer.currency') ?? DEFAULT_CURRENCY };
  }
  const outcome = values.get('closed.outcome');
  if (outcome !== undefined) {
    data['closed'] = { outcome, reason: values.get('closed.reason') ?? '' };
  }
  return data;
}

const leadSchema = z.object({
  contactId: requiredId,
  listingId: optionalId,
  prospectId: optionalId,
  assignedTo: optionalId,
});

/** What the triggers, or `adopt`, would find wrong with a document. */
function findIssues(
  collection: ImportedCollection,
  id: string,
  data: Record<string, unknown>,
  now: Micros,
): readonly Issue[] {
  const ofId = toIssues(documentId.safeParse(id), 'id');
  if (collection === 'leads') return [...ofId, ...toIssues(leadSchema.safeParse(data))];
  const times = { createTime: now, updateTime: now };
  return [...ofId, ...readSource({ collection, id }, data, times).issues];
}

function toIssues({ error }: z.ZodSafeParseResult<unknown>, field?: string): Issue[] {
  const issues = error?.issues ?? [];
  return issues.map(({ path, message }) => ({ path: field ?? path.join('.'), message }));
}
