import { basename } from 'node:path';
import { recogniseWord } from '../../functions/src/domain/text';
import {
  IMPORTED_FIELDS,
  type ImportedCollection,
  type ImportedField,
  type OlderSystemMap,
} from '../lib/olderSystemMap';
import { ToolError } from '../lib/toolError';
import { openCsv, type CsvFile } from './csvFile';

/** A file to import: what it holds, and where its fields stand. */
export interface ImportedFile extends CsvFile {
  name: string;
  collection: ImportedCollection;
  /** The places of each field's columns in a row. */
  columns: ReadonlyMap<ImportedField, readonly number[]>;
  /** What a field holds if it has no column or its cell is empty. */
  defaults: TextByField;
  /** The columns that no field is read from. */
  unusedColumns: readonly string[];
}

/**
 * The collections in the order in which they are written: a trigger that meets an enquiry or an appointment has to
 * find the older lead of its pair, and one that meets a visit its appointment.
 */
const IMPORT_ORDER = ['leads', 'enquiries', 'appointments', 'visits'] as const;

type TextByField = Readonly<Partial<Record<ImportedField, string>>>;

interface FileSettings {
  columns?: Readonly<Partial<Record<ImportedField, readonly string[]>>> | undefined;
  defaults?: TextByField | undefined;
}

/** Without these, no row can be used. */
export const REQUIRED_FIELDS: Readonly<Record<ImportedCollection, readonly ImportedField[]>> = {
  leads: ['id', 'contactId', 'status'],
  enquiries: ['id', 'contactId', 'status', 'channel'],
  appointments: ['id', 'contactId', 'status'],
  visits: ['id', 'status'],
};

/**
 * Opens the files of the command line, and finds their columns. They are in the order in which they are to be written.
 * Throws a {@link ToolError} if one of them cannot be used at all.
 */
export async function openFiles(
  paths: readonly string[],
  map: OlderSystemMap,
): Promise<ImportedFile[]> {
  const files: ImportedFile[] = [];
  for (const path of paths) files.push(findColumns(await openCsv(path), collectionOf(path), map));
  return IMPORT_ORDER.flatMap((each) => files.filter(({ collection }) => collection === each));
}

/** A file's name says what it holds: `visits.csv`, `visits-2025.csv`. */
function collectionOf(path: string): ImportedCollection {
  const name = basename(path).toLowerCase();
  const collection = IMPORT_ORDER.find((each) => new RegExp(`^${each}(?![a-z])`).test(name));
  if (collection !== undefined) return collection;
  throw new ToolError(
    `${path}: its name has to begin with what it holds: ${IMPORT_ORDER.join(', ')}. Rename it, as in appointments-2025.csv.`,
  );
}

function findColumns(
  file: CsvFile,
  collection: ImportedCollection,
  map: OlderSystemMap,
): ImportedFile {
  const settings: FileSettings = map[collection] ?? {};
  const { columns: named, defaults = {} } = settings;
  const columns = new Map<ImportedField, readonly number[]>();
  const missing: string[] = [];
  for (const field of IMPORTED_FIELDS[collection]) {
    const names = named === undefined ? [field] : (named[field] ?? []);
    const places = names.map((name) => placeOf(file, name));
    const found = places.filter((place) => place !== null);
    if (found.length > 0) columns.set(field, found);
    if (named !== undefined) missing.push(...names.filter((_, n) => places[n] === null));
  }
  if (missing.length > 0) {
    throw new ToolError(
      `${file.path} has no column ${quoteAll([...new Set(missing)])}. It has ${quoteAll(file.header)}.`,
    );
  }
  requireFields(file, collection, columns, defaults);
  const used = new Set([...columns.values()].flat());
  return {
    ...file,
    name: basename(file.path),
    collection,
    columns,
    defaults,
    unusedColumns: file.header.filter((name, place) => name !== '' && !used.has(place)),
  };
}

function requireFields(
  { path, header }: CsvFile,
  collection: ImportedCollection,
  columns: ImportedFile['columns'],
  defaults: TextByField,
): void {
  const lacking = REQUIRED_FIELDS[collection].filter(
    (field) => !columns.has(field) && (field === 'id' || defaults[field] === undefined),
  );
  if (lacking.length === 0) return;
  throw new ToolError(
    `${path} has no column for ${lacking.join(', ')}: name it in the file of --map (${collection}.columns). It has ${quoteAll(header)}.`,
  );
}

/** The place of the column of that name; null if there is none. */
function placeOf({ path, header }: CsvFile, name: string): number | null {
  const places = header.flatMap((each, place) =>
    recogniseWord([name], each) === null ? [] : [place],
  );
  if (places.length > 1) {
    throw new ToolError(`${path} has several columns ${JSON.stringify(name)}.`);
  }
  return places[0] ?? null;
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}
