import { storedLeadSchema, type StoredLead } from '../leads/lead';
import { LEADS_COLUMNS, TABLES, TABLE_NAMES } from './tables';

/** A lead's row, from its document. */
function rowOf(data: Record<string, unknown>): Record<string, unknown> {
  const lead: StoredLead = { ...storedLeadSchema.parse(data), kind: 'stored', id: 'L', version: 1 };
  return Object.fromEntries(LEADS_COLUMNS.map(({ name, valueOf }) => [name, valueOf(lead)]));
}

test.each([
  ['Enquiry', 'Enquiry'],
  [' appointment', 'Appointment'],
  ['VISIT', 'Visit'],
  ['Recomendado por Marta', 'Other'],
  ['toString', 'Other'],
  ['  ', null],
  [null, null],
])('the source %j is exported as %j', (source, exported) => {
  expect(rowOf({ source })['source']).toBe(exported);
});

test('names that reports count together have one key', () => {
  const origin = { portal: ' Idealista\t Madrid', campaign: 'OTOÑO' };
  expect(rowOf({ origin })).toMatchObject({
    ...{ portal: 'Idealista Madrid', portal_key: 'idealista madrid' },
    ...{ campaign: 'OTOÑO', campaign_key: 'otoño' },
  });
  expect(rowOf({ origin: { portal: 'Fotocasa' } })).toMatchObject({
    campaign: null,
    campaign_key: null,
  });
});

test('a lead of an older system has no status of its words, and says how it is closed', () => {
  expect(rowOf({ status: 'Llamar a Marta' })['status']).toBeNull();
  expect(rowOf({ status: ' cerrado', closed: 'vendido' })).toMatchObject({
    ...{ status: 'Cerrado', closed_outcome: 'won', history_seq: null },
  });
});

/** Words that BigQuery does not take for a column without quotes. */
const RESERVED = ['at', 'by', 'from', 'to', 'rows', 'range', 'order', 'hash', 'new', 'end', 'set'];

test.each(TABLE_NAMES)('the columns of %s have names that need no quotes', (table) => {
  const names = TABLES[table].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z_]*$/);
  expect(names.filter((name) => RESERVED.includes(name))).toEqual([]);
});
