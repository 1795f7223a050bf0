/** The file of `--map`: what an older system's words and columns mean. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './support/operator';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'embudo-map-'))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Has the tool read files with these contents. Resolves to what came of each. */
async function read(...contents: readonly unknown[]): Promise<unknown[]> {
  const files = contents.map((content, n) => {
    const file = join(folder, `map-${n}.json`);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  });
  const { status, output, stdout } = await runNode([join(__dirname, 'readMaps.mjs'), ...files]);
  if (status !== 0) throw new Error(output);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

test('everything is optional, and the time zone is Madrid’s unless it names another', async () => {
  const maps = await read({}, { timeZone: 'Atlantic/Canary' }, '\ufeff{"status": {}}');
  expect(maps).toEqual([
    { timeZone: 'Europe/Madrid' },
    { timeZone: 'Atlantic/Canary' },
    { timeZone: 'Europe/Madrid', status: {} },
  ]);
});

test('words of ours are recognised in any spelling, and become canonical', async () => {
  const [map] = await read({
    status: { 'En negociación': 'oferta presentada', Vendido: ' CERRADO ' },
    outcome: { Vendido: 'Won' },
    appointments: { words: { status: { Hecha: 'completed' }, type: { Notaría: 'firma' } } },
    visits: { words: { status: { Sí: 'Visit_Done' }, outcome: { Oferta: 'OFFER_MADE' } } },
  });
  expect(map).toMatchObject({
    status: { 'En negociación': 'Oferta Presentada', Vendido: 'Cerrado' },
    outcome: { Vendido: 'won' },
    appointments: { words: { status: { Hecha: 'Completed' }, type: { Notaría: 'Firma' } } },
    visits: { words: { status: { Sí: 'visit_done' }, outcome: { Oferta: 'offer_made' } } },
  });
});

const REFUSED: readonly (readonly [map: unknown, refusal: string])[] = [
  [
    { estado: {}, fase: {} },
    'FILE: has no "estado", "fase": it takes status, outcome, timeZone, enquiries, appointments, visits, leads',
  ],
  [{ visits: { column: {} } }, 'FILE: visits: has no "column": it takes columns, defaults, words'],
  [
    { appointments: { words: { outcome: {} } } },
    'FILE: appointments.words: has no "outcome": it takes status, type',
  ],
  [{ leads: { words: {} } }, 'FILE: leads: has no "words": it takes columns, defaults'],
  [
    { leads: { columns: { Cliente: 'contactId' } } },
    'FILE: leads.columns: has no "Cliente": it takes id, contactId, listingId, prospectId, status, closed.outcome, closed.reason, source, assignedTo, notes, tags, createdAt, updatedAt, statusChangedAt',
  ],
  [
    { leads: { defaults: { contactId: 7 } }, outcome: { Perdido: 'moved' } },
    'FILE: outcome.Perdido: must be one of won, lost\nFILE: leads.defaults.contactId: Invalid input: expected string, received number',
  ],
  [{ visits: { defaults: { status: ' ' } } }, 'FILE: visits.defaults.status: must not be empty'],
  [
    { visits: { columns: { id: [], createdAt: ['Día', ''], notes: 7 } } },
    'FILE: visits.columns.id: must be the name of a column, or several\nFILE: visits.columns.createdAt.1: must not be empty\nFILE: visits.columns.notes: must be the name of a column, or several',
  ],
  [{ timeZone: 'Madrid' }, 'FILE: timeZone: must be a time zone, such as Europe/Madrid'],
  [
    { status: { Visitado: 'Visita Realizada', ' visitado': 'Visita Pendiente' } },
    'FILE: status.Visitado: is the same word as " visitado", and means something else',
  ],
  [[], 'FILE: Invalid input: expected object, received array'],
];

test('whatever it does not have is refused by name, with what it takes', async () => {
  const answers = await read(...REFUSED.map(([map]) => map));
  expect(answers).toEqual(REFUSED.map(([, refusal]) => ({ refusal })));
});

test('a status that the pipeline does not have is refused with the ten that it has', async () => {
  const [answer] = await read({ status: { Lista: 'En negociación' } });
  expect(answer).toEqual({
    refusal: expect.stringMatching(/^FILE: status\.Lista: must be one of Fase 0: .*, Cerrado$/),
  });
});

test('a file that is no JSON, or is not there, is refused by its name', async () => {
  const [noJson] = await read('{"status": ');
  expect(noJson).toEqual({ refusal: expect.stringMatching(/^FILE cannot be read: .*JSON/) });
  const missing = join(folder, 'missing.json');
  const { stdout } = await runNode([join(__dirname, 'readMaps.mjs'), missing]);
  expect(JSON.parse(stdout)).toEqual({
    refusal: expect.stringMatching(/^FILE cannot be read: ENOENT/),
  });
});
