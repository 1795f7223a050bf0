import { isDeepStrictEqual } from 'node:util';
import { Deadline } from '../../functions/src/concurrency/deadline';
import type { Issue } from '../../functions/src/domain/documents/sourceDocument';
import { leadFieldsSchema } from '../../functions/src/domain/leads/lead';
import { showsCompleted } from '../../functions/src/domain/viewings/applyObservation';
import type { database } from '../../functions/src/firestore/database';
import { getAll } from '../../functions/src/firestore/getAll';
import {
  appointmentPath,
  enquiryPath,
  leadPath,
  LEADS,
  visitPath,
} from '../../functions/src/firestore/paths';
import { retryOnConflict } from '../../functions/src/firestore/retryOnConflict';
import { sourceOf } from '../../functions/src/firestore/sourceDocuments';
import type { ImportedCollection } from '../lib/olderSystemMap';
import { readRows, UnreadableRest, type CsvRow } from './csvFile';
import type { ImportedFile } from './importedFile';
import type { MadeDocument } from './makeDocument';

type Firestore = ReturnType<typeof database>;
type DocumentSnapshot = Parameters<typeof sourceOf>[0];

/** What became of a row. */
export type RowResult =
  /** Its document was created, or would be. */
  | { kind: 'new' }
  /** Its document is there as the row has it. */
  | { kind: 'there' }
  /** A document with its id is there, and has other values in these fields. It stays as it is. */
  | { kind: 'different'; fields: readonly string[] }
  | { kind: 'rejected'; issues: readonly Issue[] };

export interface ImportedRow {
  document: Pick<MadeDocument, 'line' | 'id' | 'unknownWords' | 'isUndated' | 'hasRepeatedTime'>;
  result: RowResult;
}

/** The rows of one commit. */
export interface ImportedPage {
  count: number;
  rows: readonly ImportedRow[];
}

export interface ImportOptions {
  /** Whether to write; else only what would be written is found out. */
  apply: boolean;
  makeDocument: (file: ImportedFile, row: CsvRow) => MadeDocument;
}

/** With the longest rows that are read, one commit stays below the 10 MiB that Firestore takes. */
const PAGE_SIZE = 100;

const PATHS: Readonly<Record<ImportedCollection, (id: string) => string>> = {
  enquiries: enquiryPath,
  appointments: appointmentPath,
  visits: visitPath,
  leads: leadPath,
};

/** What one import has met so far: which rows have which ids, and the appointments that are there for their visits. */
export class ImportedIds {
  private readonly places = new Map<string, string>();
  readonly appointments = new Set<string>();

  /** Notes the row of an id, and returns the earlier row that has it; null if none does. */
  meet({ collection, name }: ImportedFile, { id, line }: MadeDocument): string | null {
    const key = `${collection}/${id}`;
    const earlier = this.places.get(key) ?? null;
    if (earlier === null) this.places.set(key, `line ${line} of ${name}`);
    return earlier;
  }
}

/**
 * Imports a file, page by page. A document that exists is never written, so that rerunning resumes an interrupted
 * import, and changes nothing once it is done.
 */
export async function* importRows(
  db: Firestore,
  file: ImportedFile,
  ids: ImportedIds,
  options: ImportOptions,
): AsyncGenerator<ImportedPage, void, void> {
  for await (const page of readPages(file, options)) {
    const rows = await importPage(db, file, ids, page, options);
    yield { count: rows.length, rows };
  }
}

async function* readPages(
  file: ImportedFile,
  { makeDocument }: ImportOptions,
): AsyncGenerator<MadeDocument[], void, void> {
  let page: MadeDocument[] = [];
  try {
    for await (const row of readRows(file)) {
      page.push(makeDocument(file, row));
      if (page.length < PAGE_SIZE) continue;
      yield page;
      page = [];
    }
  } catch (error) {
    if (!(error instanceof UnreadableRest)) throw error;
    page.push(unreadable(error));
  }
  if (page.length > 0) yield page;
}

function unreadable({ line, message }: UnreadableRest): MadeDocument {
  const nothing = { unknownWords: [], isUndated: false, hasRepeatedTime: false };
  return { line, id: '', data: {}, issues: [{ path: '', message }], ...nothing };
}

async function importPage(
  db: Firestore,
  file: ImportedFile,
  ids: ImportedIds,
  documents: readonly MadeDocument[],
  { apply }: ImportOptions,
): Promise<ImportedRow[]> {
  const { collection } = file;
  const missing =
    collection === 'visits' ? await findMissingAppointments(db, ids, documents) : null;
  const results = new Map<MadeDocument, RowResult>();
  for (const document of documents) {
    const issues = [...document.issues];
    const earlier = issues.length > 0 ? null : ids.meet(file, document);
    if (earlier !== null) issues.push({ path: 'id', message: `is that of ${earlier}` });
    if (missing?.has(document.data['appointmentId']) === true) {
      issues.push({ path: 'appointmentId', message: 'is of no appointment that is there' });
    }
    if (issues.length > 0) results.set(document, { kind: 'rejected', issues });
  }
  const usable = documents.filter((document) => !results.has(document));
  const written = await createMissing(db, collection, usable, apply);
  if (collection === 'appointments') usable.forEach(({ id }) => ids.appointments.add(id));
  return documents.map((document) => {
    const { line, id, unknownWords, isUndated, hasRepeatedTime } = document;
    const result = results.get(document) ?? written.get(id) ?? { kind: 'new' };
    return { document: { line, id, unknownWords, isUndated, hasRepeatedTime }, result };
  });
}

/** The appointments that visits name and that are neither in the files nor in the database. */
async function findMissingAppointments(
  db: Firestore,
  { appointments }: ImportedIds,
  visits: readonly MadeDocument[],
): Promise<ReadonlySet<unknown>> {
  const named = visits
    .filter(({ issues }) => issues.length === 0)
    .flatMap(({ data: { appointmentId } }) =>
      typeof appointmentId === 'string' && !appointments.has(appointmentId) ? [appointmentId] : [],
    );
  const snapshots = await getAll(db, [...new Set(named)].map(appointmentPath));
  return new Set(snapshots.flatMap(({ exists, id }) => (exists ? [] : [id])));
}

/** Creates those documents that do not exist, all in one commit. Resolves to what became of each, by its id. */
async function createMissing(
  db: Firestore,
  collection: ImportedCollection,
  documents: readonly MadeDocument[],
  apply: boolean,
): Promise<Map<string, RowResult>> {
  const pathOf = PATHS[collection];
  let first: Map<string, RowResult> | null = null;
  return retryOnConflict(async () => {
    const snapshots = await getAll(
      db,
      documents.map(({ id }) => pathOf(id)),
    );
    const found = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot]));
    const results = new Map(
      documents.map(({ id, data }): [string, RowResult] => [id, compare(found.get(id), data)]),
    );
    const missing = documents.filter(({ id }) => results.get(id)?.kind === 'new');
    // If an earlier attempt got no answer, it may have written what is there now.
    first ??= results;
    for (const [id, { kind }] of results) {
      if (kind === 'there' && first.get(id)?.kind === 'new') results.set(id, { kind: 'new' });
    }
    if (apply && missing.length > 0) {
      const batch = db.batch();
      for (const { id, data } of missing) batch.create(db.doc(pathOf(id)), data);
      await batch.commit();
    }
    return results;
  }, new Deadline());
}

/** Compares a document with what a row makes of it, except for what the server has written there since. */
function compare(snapshot: DocumentSnapshot | undefined, data: MadeDocument['data']): RowResult {
  const existing = snapshot?.data();
  if (snapshot === undefined || existing === undefined) return { kind: 'new' };
  const fields = Object.keys(data).filter(
    (field) =>
      !isDeepStrictEqual(existing[field] ?? null, data[field]) && !isServers(snapshot, field),
  );
  return fields.length === 0 ? { kind: 'there' } : { kind: 'different', fields };
}

/** Whether a field of a document is the server's to write by now: a row says nothing of it any more. */
function isServers(snapshot: DocumentSnapshot, field: string): boolean {
  switch (snapshot.ref.parent.id) {
    case LEADS: {
      // Adopted: what stays the same is its pair.
      const { history } = leadFieldsSchema.parse(snapshot.data());
      return history !== null && field !== 'contactId' && field !== 'listingId';
    }
    case 'appointments': {
      const appointment = sourceOf(snapshot);
      const isShown = appointment !== null && showsCompleted(appointment, null);
      return isShown && (field === 'status' || field === 'statusAt');
    }
    default:
      return false;
  }
}
