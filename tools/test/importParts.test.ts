/** How `npm run leads -- import` reads files, times and amounts. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './support/operator';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'embudo-import-'))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Question = readonly [part: 'time' | 'amount' | 'csv' | 'count', ...texts: string[]];

async function ask(questions: readonly Question[], ...options: string[]): Promise<unknown[]> {
  const script = join(__dirname, 'importParts.mjs');
  const { status, output, stdout } = await runNode([...options, script, JSON.stringify(questions)]);
  if (status !== 0) throw new Error(output);
  const lines = stdout.trim().split('\n');
  return lines.map((line) => JSON.parse(line) as unknown);
}

// ——— Times ———

const TIMES: readonly (readonly [text: string, at: string, timeZone?: string])[] = [
  ['2026-01-03 17:30', '2026-01-03T16:30:00.000Z'],
  ['03/01/2026 17:30', '2026-01-03T16:30:00.000Z'],
  ['3/1/2026 9:05', '2026-01-03T08:05:00.000Z'],
  ['03-07-2026, 17:30:15', '2026-07-03T15:30:15.000Z'],
  ['3.7.2026 17:30:15,250', '2026-07-03T15:30:15.250Z'],
  ['2026/07/03', '2026-07-02T22:00:00.000Z'],
  [' 2026-07-03T17:30 ', '2026-07-03T15:30:00.000Z'],
  ['2026-07-03T17:30:15.123456Z', '2026-07-03T17:30:15.123Z'],
  ['2026-07-03 17:30+05:30', '2026-07-03T12:00:00.000Z'],
  ['2026-07-03T17:30:00-0300', '2026-07-03T20:30:00.000Z'],
  ['29/02/2024', '2024-02-28T23:00:00.000Z'],
  ['03/01/2026 17:30', '2026-01-03T17:30:00.000Z', 'Atlantic/Canary'],
  ['03/01/2026 17:30', '2026-01-03T20:30:00.000Z', 'America/Sao_Paulo'],
  // Just before and after summer begins (at 2:00) and ends (at 3:00).
  ['29/03/2026 01:59', '2026-03-29T00:59:00.000Z'],
  ['29/03/2026 03:00', '2026-03-29T01:00:00.000Z'],
  ['25/10/2026 01:59', '2026-10-24T23:59:00.000Z'],
  ['25/10/2026 03:00', '2026-10-25T02:00:00.000Z'],
  // A year in which clocks changed by hours that they do not change by today.
  ['01/07/1943 12:00', '1943-07-01T10:00:00.000Z'],
];

test('a time is what the clocks of the time zone show, unless it says how far it is from UTC', async () => {
  const answers = await ask(
    TIMES.map(([text, , timeZone = 'Europe/Madrid']) => ['time', text, timeZone]),
  );
  expect(answers).toEqual(TIMES.map(([, at]) => ({ at, isRepeated: false })));
});

test('a time that the clocks show twice is the first of the two', async () => {
  const answers = await ask([
    ['time', '25/10/2026 02:30'],
    ['time', '2026-10-25 02:30+01:00'],
  ]);
  expect(answers).toEqual([
    { at: '2026-10-25T00:30:00.000Z', isRepeated: true },
    { at: '2026-10-25T01:30:00.000Z', isRepeated: false },
  ]);
});

test('a time that does not exist is refused', async () => {
  const impossible = ['31/02/2026', '31/11/2025 16:00', '2026-13-01', '29/02/2026', '0/1/2026'];
  const clocks = ['01/01/2026 24:00', '01/01/2026 12:60', '01/01/0000', '12/25/2026'];
  const skipped = ['29/03/2026 02:00', '29/03/2026 02:59:59'];
  const shapeless = ['ayer', '', '01/02/26', '2026', '01/01/2026 17', '5:30', '01/01/2026 5:30 PM'];
  const answers = await ask(
    [...impossible, ...clocks, ...skipped, ...shapeless].map((text) => ['time', text]),
  );
  expect(answers).toEqual([
    ...[...impossible, ...clocks].map(() => ({
      problem: 'is a date or a time that does not exist',
    })),
    ...skipped.map(() => ({ problem: 'is in the hour that the clocks skip when summer begins' })),
    ...shapeless.map(() => ({
      problem: 'is not a date such as 2026-01-31 17:30 or 31/01/2026 17:30',
    })),
  ]);
});

// ——— Amounts ———

const AMOUNTS: readonly (readonly [text: string, amount: number])[] = [
  ['250000', 250_000],
  ['250.000', 250_000],
  ['1.250.000', 1_250_000],
  ['250.000,50', 250_000.5],
  ['250000,5', 250_000.5],
  ['250000.50', 250_000.5],
  ['250,000.50', 250_000.5],
  ['1,250,000', 1_250_000],
  ['245.000,00 €', 245_000],
  ['€ 900', 900],
  ['900 EUR', 900],
  ['900,00', 900],
  ['10.000.000.000', 10_000_000_000],
];

test('an amount has a decimal comma, or what can only be a decimal point', async () => {
  const answers = await ask(AMOUNTS.map(([text]) => ['amount', text]));
  expect(answers).toEqual(AMOUNTS.map(([, amount]) => ({ amount })));
});

test('an amount that is none, or may be two, is refused', async () => {
  const two = ['250,000', '1,250'];
  const none = ['', 'mucho', '1.2.3', '1.25.000', '-5', '1e6', '250.000 $', '12,'];
  const outside = ['0', '0,00', '10.000.000.001'];
  const answers = await ask([...two, ...none, ...outside].map((text) => ['amount', text]));
  expect(answers).toEqual([
    ...two.map(() => ({
      problem: 'may be read in two ways: write it without a comma, or with two decimals',
    })),
    ...none.map(() => ({ problem: 'is not an amount such as 250.000,50' })),
    ...outside.map(() => ({ problem: 'must be more than 0, and at most 10,000,000,000' })),
  ]);
});

// ——— Files ———

async function readFiles(...contents: readonly (string | Uint8Array)[]): Promise<unknown[]> {
  return ask(
    contents.map((content, n) => {
      const file = join(folder, `file-${n}.csv`);
      writeFileSync(file, content);
      return ['csv', file];
    }),
  );
}

const TEXT = 'id;Situación\n1;"Año; «ñ»"\n';
const ROWS = {
  separator: ';',
  header: ['id', 'Situación'],
  lines: 2,
  rows: [[2, '1', 'Año; «ñ»']],
};

test('a file is UTF-8 with or without its mark, UTF-16, or of an older Windows', async () => {
  const latin = Buffer.from(TEXT.replace('Año', 'A\u0080o'), 'latin1');
  const files = [TEXT, `\ufeff${TEXT}`, Buffer.from(`\ufeff${TEXT}`, 'utf16le'), latin];
  expect(await readFiles(...files)).toEqual([
    { encoding: 'utf-8', ...ROWS },
    { encoding: 'utf-8', ...ROWS },
    { encoding: 'utf-16le', ...ROWS },
    { encoding: 'windows-1252', ...ROWS, rows: [[2, '1', 'A€o; «ñ»']] },
  ]);
});

test('a character that two chunks divide is one, and one that is cut at the end is not UTF-8', async () => {
  const long = `a\n${'x'.repeat(65_533)}ñ\n`;
  const cut = Buffer.from('a\nñ').subarray(0, 3);
  const [whole, other] = await readFiles(long, cut);
  expect(whole).toMatchObject({ encoding: 'utf-8', rows: [[2, `${'x'.repeat(65_533)}ñ`]] });
  expect(other).toMatchObject({ encoding: 'windows-1252', rows: [[2, 'Ã']] });
});

test('what the header has most often, outside of quotes, stands between the cells', async () => {
  const files = await readFiles(
    'a,b\n1,"x;y"',
    'a;b,c;d\n1;2;3',
    'a\tb\n1\t2',
    '"a,b,c";d\n1;2',
    'a\n1',
    '\n\n  a  ;b\n1;2',
  );
  expect(files).toMatchObject([
    { separator: ',', rows: [[2, '1', 'x;y']] },
    { separator: ';', header: ['a', 'b,c', 'd'], rows: [[2, '1', '2', '3']] },
    { separator: '\t', rows: [[2, '1', '2']] },
    { separator: ';', header: ['a,b,c', 'd'] },
    { separator: ',', header: ['a'], rows: [[2, '1']] },
    { separator: ';', header: ['a', 'b'], rows: [[4, '1', '2']] },
  ]);
});

test('each row has the line on which it begins, whatever ends the lines', async () => {
  const text = 'a;b\n1;"two\nlines"\n\n ; \n2;"a ""quote"""\n3;5 "x"\n4;"\n\n"\n5;\n';
  const rows = (end: string) => [
    [2, '1', `two${end}lines`],
    [6, '2', 'a "quote"'],
    [7, '3', '5 "x"'],
    [8, '4', `${end}${end}`],
    [11, '5', ''],
  ];
  const ends = ['\n', '\r\n', '\r'];
  const files = await readFiles(
    ...ends.map((end) => text.replaceAll('\n', end)),
    'a;b\r\n1;2\n3;4\r\n5;6',
  );
  expect(files).toMatchObject([
    ...ends.map((end) => ({ rows: rows(end) })),
    {
      rows: [
        [2, '1', '2'],
        [3, '3', '4'],
        [4, '5', '6'],
      ],
    },
  ]);
});

test('a quote that is never closed is told with the line on which its row begins', async () => {
  const [short, long] = await readFiles(
    'a;b\n1;2\n3;"open\n4;5\n',
    `a;b\n1;2\n3;"open\n${'4;5\n'.repeat(30_000)}`,
  );
  const rest = expect.stringMatching(/nothing from here on (can be|is) read$/);
  expect(short).toMatchObject({
    rows: [
      [2, '1', '2'],
      [3, { unreadable: rest }],
    ],
  });
  expect(long).toMatchObject({
    rows: [
      [2, '1', '2'],
      [3, { unreadable: rest }],
    ],
  });
});

test('an empty file and one that is not there are refused', async () => {
  expect(await readFiles('', '\ufeff\n')).toEqual(
    Array(2).fill({ refusal: 'FILE is empty: its first line has to name the columns.' }),
  );
  const [missing, directory] = await ask([
    ['csv', join(folder, 'missing.csv')],
    ['csv', folder],
  ]);
  expect(missing).toEqual({ refusal: expect.stringMatching(/^FILE cannot be read: ENOENT/) });
  expect(directory).toEqual({ refusal: expect.stringMatching(/^FILE cannot be read: EISDIR/) });
});

test('a file of 100,000 rows is read in less memory than it has', async () => {
  const file = join(folder, 'large.csv');
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, 'id;notes\n');
  const thousand = `1;"${'y'.repeat(400)}"\n`.repeat(1_000);
  for (let n = 0; n < 100; n += 1) writeSync(descriptor, thousand);
  closeSync(descriptor);
  const answers = await ask([['count', file]], '--max-old-space-size=45');
  expect(answers).toEqual([100_000]);
});
