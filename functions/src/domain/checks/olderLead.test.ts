import { olderLead } from '../../../test/support/builders';
import { storedLeadSchema, type StoredLead } from '../leads/lead';
import { NO_OLDER_WORDS, type OlderWords } from '../leads/olderWords';
import { findingsOfOlderLead, notAdoptedFinding } from './olderLead';

/** A lead as it is read from such a document. */
const read = (data: Readonly<Record<string, unknown>>): StoredLead => ({
  ...storedLeadSchema.parse({ contactId: 'c', listingId: 'l', ...data }),
  kind: 'stored',
  id: 'older',
  version: 1,
});
const found = (data: Readonly<Record<string, unknown>>, words = NO_OLDER_WORDS) =>
  findingsOfOlderLead(read(data), words).map(({ kind, detail }) => `${kind}: ${detail}`);

test.each([
  ['a known status', { status: 'Visita Pendiente' }, []],
  ['an end', { status: 'Cerrado', closed: 'ganado' }, []],
  ['an unknown status', { status: 'Vendido' }, ['fase-0: «Vendido»']],
  ['no status', {}, ['fase-0: has no status']],
  ['an empty status', { status: '' }, ['fase-0: has no status']],
  ['no end', { status: 'Cerrado' }, ['counts-as-lost: has no outcome']],
  [
    'an unknown end',
    { status: 'Cerrado', closed: { outcome: 'permuta' } },
    ['counts-as-lost: «permuta»', 'replaced: closed'],
  ],
  [
    'an end that is no text',
    { status: 'Cerrado', closed: { outcome: 3 } },
    ['counts-as-lost: «3»', 'replaced: closed'],
  ],
  [
    'fields of its own',
    { status: 'Cerrado', closed: 'won', history: [], source: 5 },
    ['replaced: source, history'],
  ],
  ['no contact', { contactId: undefined, status: 'Vendido' }, ['no-pair: it has no contactId']],
  ['an empty contact', { contactId: '' }, ['no-pair: it has no contactId']],
  ['a contact that is a number', { contactId: 7 }, ['no-pair: its contactId is no text']],
  ['a listing that is a number', { listingId: 7 }, ['no-pair: its listingId is no text']],
  ['no listing', { listingId: null, status: 'Visita Pendiente' }, []],
])('of an older lead with %s', (_what, data, expected) => {
  expect(found(data)).toEqual(expected);
});

test('of a lead that is adopted, nothing', () => {
  const history = { seq: 1, status: 'Cerrado', decision: null };
  const viewings = { appointments: {}, visits: {} };
  expect(found({ status: 'Vendido', history, viewings, source: 5 })).toEqual([]);
});

test('the finding of an older lead that is not adopted quotes its status', () => {
  expect(notAdoptedFinding(olderLead({ status: 'Vendido' }))).toMatchObject({
    kind: 'not-adopted',
    detail: '«Vendido»',
  });
  expect(notAdoptedFinding(olderLead({ status: null })).detail).toBe('«»');
});

describe("the older system's words", () => {
  const words: OlderWords = {
    status: (word) =>
      word === 'Vendido' ? 'Cerrado' : word === 'Charla' ? 'Oferta Presentada' : null,
    outcome: (word) => (word === 'Vendido' ? 'won' : word === 'otra' ? 'lost' : null),
  };
  test.each([
    ['a status', { status: 'Charla' }, ['translated: «Charla» is «Oferta Presentada»']],
    [
      'a status that is an end',
      { status: 'Vendido' },
      ['translated: «Vendido» is «Cerrado», has no outcome is won'],
    ],
    [
      'an end',
      { status: 'Cerrado', closed: 'otra' },
      ['translated: «otra» is lost', 'replaced: closed'],
    ],
    ['a word of ours', { status: 'Cerrado', closed: 'lost' }, []],
    ['a word that the map lacks', { status: 'Nuevo' }, ['fase-0: «Nuevo»']],
    [
      'a status whose end is said otherwise',
      { status: 'Vendido', closed: { outcome: 'lost', reason: 'Se echó atrás' } },
      ['translated: «Vendido» is «Cerrado»', 'replaced: closed'],
    ],
  ])('translate %s', (_what, data, expected) => {
    expect(found(data, words)).toEqual(expected);
  });
});
