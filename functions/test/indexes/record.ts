/** The record of what was sent: lines of JSON, in a file for each process. It holds names, never values. */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sentSchema, type Sent, type WrittenFields } from './request';

/** The `origin` is the file that sent it, relative to the repository; `board`; or `unknown`. */
const querySchema = sentSchema.extend({ kind: z.literal('query'), origin: z.string() });
const writeSchema = z.object({
  kind: z.literal('write'),
  origin: z.string(),
  collection: z.string(),
  fields: z.array(z.string()),
});
export type RecordedQuery = z.infer<typeof querySchema>;
export type RecordedWrite = z.infer<typeof writeSchema>;
const lineSchema = z.discriminatedUnion('kind', [querySchema, writeSchema]);

export interface RequestRecord {
  addQuery(origin: string, sent: Sent): void;
  addWrite(origin: string, written: WrittenFields): void;
}

/** A record that appends to this process's file of a folder. What was appended before is not repeated. */
export function newRecord(folder: string): RequestRecord {
  const file = join(folder, `${process.pid}.jsonl`);
  const known = new Set<string>();
  const append = (recorded: RecordedQuery | RecordedWrite): void => {
    const line = JSON.stringify(recorded);
    if (known.has(line)) return;
    known.add(line);
    appendFileSync(file, `${line}\n`);
  };
  return {
    addQuery: (origin, sent) => {
      append({ kind: 'query', origin, ...sent });
    },
    addWrite: (origin, written) => {
      append({ kind: 'write', origin, ...written });
    },
  };
}

/** Everything that processes recorded in a folder. Throws for a line that is none. */
export function readRecord(folder: string): {
  queries: RecordedQuery[];
  writes: RecordedWrite[];
} {
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const lines = files
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => lineSchema.parse(JSON.parse(line)));
  return {
    queries: lines.filter((line) => line.kind === 'query'),
    writes: lines.filter((line) => line.kind === 'write'),
  };
}
