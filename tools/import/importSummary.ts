import { shorten } from '../../functions/src/domain/text';
import { formatCount, formatNumber } from '../lib/format';
import type { Encoding, Separator } from './csvFile';
import type { ImportedFile } from './importedFile';
import type { ImportedRow, RowResult } from './importRows';

/** The rows that are printed of those that cannot be used, and of those that differ; `--json` lists all. */
const MAX_LISTED = 20;

/** Words of one field that are counted separately; further ones count as `others`. */
const MAX_WORDS = 20;
const MAX_WORD_LENGTH = 40;

type Listed = 'rejected' | 'different';

/** Counts what became of the rows of a file. Its size is bounded. */
export class FileSummary {
  readonly counts: Record<RowResult['kind'], number> = {
    new: 0,
    there: 0,
    different: 0,
    rejected: 0,
  };
  undated = 0;
  repeatedTimes = 0;
  /** How often each word that nobody knows stands in the rows, by field. */
  private readonly unknownWords = new Map<string, Map<string, number>>();
  private readonly listed: Record<Listed, string[]> = { rejected: [], different: [] };

  constructor(private readonly file: ImportedFile) {}

  add(row: ImportedRow): void {
    const { document, result } = row;
    this.counts[result.kind] += 1;
    for (const { field, word } of document.unknownWords) this.addWord(field, word);
    if (result.kind === 'rejected' || result.kind === 'different') {
      const lines = this.listed[result.kind];
      if (lines.length < MAX_LISTED) lines.push(`    ${renderRow(row)}`);
    }
    if (result.kind === 'rejected') return;
    if (document.isUndated) this.undated += 1;
    if (document.hasRepeatedTime) this.repeatedTimes += 1;
  }

  get rows(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  toJson() {
    const { name, collection, encoding, separator, unusedColumns } = this.file;
    const unknownWords = Object.fromEntries(
      [...this.unknownWords].map(([field, words]) => [field, Object.fromEntries(words)]),
    );
    const { rows, counts, undated, repeatedTimes } = this;
    const found = { rows, ...counts, undated, repeatedTimes, unknownWords, unusedColumns };
    return { file: name, collection, encoding, separator, ...found };
  }

  render({ apply }: { apply: boolean }): string[] {
    const { name, collection, encoding, separator, unusedColumns } = this.file;
    const { counts } = this;
    return [
      `${name}: ${formatCount(this.rows, 'row', 'rows')} of ${collection} (${ENCODINGS[encoding]}, ${SEPARATORS[separator]})`,
      renderCount(counts.new, apply ? 'written' : 'would be written'),
      renderCount(counts.there, 'already there'),
      renderCount(counts.different, 'there with other contents, and left as they are'),
      renderCount(counts.rejected, 'cannot be used'),
      ...this.renderNotes(),
      ...this.renderList('rejected', 'Cannot be used:'),
      ...this.renderList('different', 'There with other contents:'),
      ...(unusedColumns.length === 0
        ? []
        : [`  Columns that are not read: ${unusedColumns.join(', ')}`]),
    ];
  }

  private renderNotes(): string[] {
    return [
      ...[...this.unknownWords].flatMap(([field, words]) => this.renderWords(field, words)),
      ...(this.undated === 0
        ? []
        : [
            `  Without a date that tells when (createdAt, updatedAt, statusAt, or a startsAt that has passed), so that they count as written today: ${formatNumber(this.undated)}`,
          ]),
      ...(this.repeatedTimes === 0
        ? []
        : [
            `  In the hour that the clocks show twice, and taken for the first: ${formatNumber(this.repeatedTimes)}`,
          ]),
    ];
  }

  private renderWords(field: string, words: ReadonlyMap<string, number>): string[] {
    const countsAs = UNKNOWN_COUNTS_AS[`${this.file.collection}.${field}`];
    const meaning = countsAs === undefined ? '' : `; each counts as ${countsAs}`;
    const counted = [...words].map(([word, count]) => `«${word}» ${formatNumber(count)}`);
    return [
      `  Words of ${field} that are neither ours nor in the map${meaning}:`,
      `    ${counted.join(', ')}`,
    ];
  }

  private renderList(kind: Listed, title: string): string[] {
    const lines = this.listed[kind];
    const more = this.counts[kind] - lines.length;
    if (lines.length === 0) return [];
    return [
      `  ${title}`,
      ...lines,
      ...(more > 0 ? [`    … and ${formatNumber(more)} more: --json lists all`] : []),
    ];
  }

  private addWord(field: string, text: string): void {
    const words = this.unknownWords.get(field) ?? new Map<string, number>();
    const word = shorten(text, MAX_WORD_LENGTH);
    const key = words.has(word) || words.size < MAX_WORDS ? word : 'others';
    this.unknownWords.set(field, words.set(key, (words.get(key) ?? 0) + 1));
  }
}

const ENCODINGS: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'windows-1252': 'not UTF-8, so read as Windows-1252',
};

const SEPARATORS: Readonly<Record<Separator, string>> = {
  ';': 'semicolons',
  ',': 'commas',
  '\t': 'tabs',
};

/** What such a word counts as. A row with another one cannot be used. */
const UNKNOWN_COUNTS_AS: Readonly<Record<string, string>> = {
  'leads.status': 'Fase 0',
  'leads.closed.outcome': 'lost',
};

function renderCount(count: number, what: string): string {
  return `${formatNumber(count).padStart(8)}  ${what}`;
}

/** `line 12, id cita-12: startsAt is …`. Of a row nothing else is told: it is about people. */
function renderRow({ document: { line, id }, result }: ImportedRow): string {
  return `line ${line}${id === '' ? '' : `, id ${id}`}: ${renderReason(result)}`;
}

/** Why a row was rejected, or how it differs. */
export function renderReason(result: RowResult): string {
  switch (result.kind) {
    case 'rejected':
      return result.issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ');
    case 'different':
      return `other ${result.fields.join(', ')}`;
    default:
      return '';
  }
}
