import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { getMessage, ToolError } from '../lib/toolError';

/** The names of the encodings are those of the Encoding Standard. */
export type Encoding = 'utf-8' | 'utf-16le' | 'windows-1252';

const SEPARATORS = [';', ',', '\t'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** A file of comma-separated values, as it was found. */
export interface CsvFile {
  path: string;
  encoding: Encoding;
  separator: Separator;
  /** The cells of its first line. */
  header: readonly string[];
  /** How many lines it has about, for the progress. */
  lines: number;
}

export interface CsvRow {
  /** The line on which it begins, as an editor counts them: the first one is 1. */
  line: number;
  cells: readonly string[];
}

/** The rest of a file cannot be read, from the row after the last one that was. */
export class UnreadableRest extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** The header is looked for in so many characters. */
const MAX_HEADER_LENGTH = 100_000;

/** A longer row is that of a quote that is never closed. It also bounds what one request to Firestore carries. */
const MAX_ROW_BYTES = 100_000;

const rowSchema = z.object({
  info: z.object({ lines: z.number() }),
  record: z.array(z.string()),
});

/**
 * Looks a file over: its encoding, what stands between its cells, and its header. Throws a {@link ToolError} if it
 * cannot be read.
 */
export async function openCsv(path: string): Promise<CsvFile> {
  try {
    const { encoding, lines } = await inspect(path);
    const separator = findSeparator(await readStart(path, encoding));
    const file = { path, encoding, separator, lines };
    for await (const { cells } of readRecords(file)) {
      return { ...file, header: cells.map((cell) => cell.trim()) };
    }
    throw new ToolError(`${path} is empty: its first line has to name the columns.`);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError(`${path} cannot be read: ${getMessage(error)}`);
  }
}

/**
 * The rows below the header, one by one. Empty ones are left out. Throws {@link UnreadableRest}, and a
 * {@link ToolError} if the file is gone.
 */
export async function* readRows(file: CsvFile): AsyncGenerator<CsvRow, void, void> {
  let isHeader = true;
  for await (const row of readRecords(file)) {
    if (!isHeader) yield row;
    isHeader = false;
  }
}

/** Reads a file once for what its bytes are: text that is not UTF-8 is that of an older Windows. */
async function inspect(path: string): Promise<{ encoding: Encoding; lines: number }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let lines = 0;
  let encoding: Encoding | null = null;
  for await (const chunk of readBytes(path)) {
    encoding ??= chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : 'utf-8';
    if (encoding === 'utf-8' && !canDecode(decoder, chunk)) encoding = 'windows-1252';
    for (const byte of chunk) if (byte === 0x0a) lines += 1;
  }
  if (encoding === 'utf-8' && !canDecode(decoder, null)) encoding = 'windows-1252';
  return { encoding: encoding ?? 'utf-8', lines };
}

/** Null: no more bytes come, and no character may be incomplete. */
function canDecode(decoder: TextDecoder, chunk: Uint8Array | null): boolean {
  try {
    if (chunk === null) decoder.decode();
    else decoder.decode(chunk, { stream: true });
    return true;
  } catch {
    return false;
  }
}

async function readStart(path: string, encoding: Encoding): Promise<string> {
  let start = '';
  for await (const text of readText(path, encoding)) {
    start += text;
    if (start.length >= MAX_HEADER_LENGTH) break;
  }
  return start;
}

/** The separator that the header has most often, outside of quotes; a comma if it has one column. */
function findSeparator(start: string): Separator {
  const withoutQuoted = start.replace(/"(?:[^"]|"")*"/g, '');
  const header = /[^\r\n]*\S[^\r\n]*/.exec(withoutQuoted)?.[0] ?? '';
  const count = (separator: Separator): number => header.split(separator).length - 1;
  const [most] = SEPARATORS.toSorted((a, b) => count(b) - count(a));
  return most !== undefined && count(most) > 0 ? most : ',';
}

async function* readRecords({
  path,
  encoding,
  separator,
}: Omit<CsvFile, 'header'>): AsyncGenerator<CsvRow, void, void> {
  const parser = parse({
    delimiter: separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
  });
  // Whichever of the two fails, the parser's reader gets the error.
  pipeline(Readable.from(readText(path, encoding)), parser, () => undefined);
  let [nextLine, countedTwice] = [1, 0];
  try {
    for await (const item of parser) {
      const { info, record } = rowSchema.parse(item);
      // Within quotes, the parser counts \r\n as two lines.
      const text = record.join('');
      countedTwice += countMatches(text, /\r\n/g);
      nextLine = info.lines - countedTwice + 1;
      if (record.every((cell) => cell.trim() === '')) continue;
      yield { line: nextLine - 1 - countMatches(text, /\r\n|\r|\n/g), cells: record };
    }
  } catch (error) {
    if (error instanceof CsvError) throw new UnreadableRest(nextLine, explain(error));
    throw new ToolError(`${path} cannot be read: ${getMessage(error)}`);
  }
}

function explain({ code, message }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is never closed: nothing from here on can be read';
    case 'CSV_MAX_RECORD_SIZE':
      return `a row of more than ${MAX_ROW_BYTES} bytes, as of a quote that is not closed: nothing from here on is read`;
    default:
      return message;
  }
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** The text of a file, without a byte order mark. */
async function* readText(path: string, encoding: Encoding): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of readBytes(path)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* readBytes(path: string): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of createReadStream(path)) yield z.instanceof(Uint8Array).parse(chunk);
}
