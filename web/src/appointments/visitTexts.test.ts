import { formatResult, judgeTexts, parseAmount, readResult, textsOf } from './visitTexts';

const DONE = { status: 'visit_done', outcome: null, offer: null, notes: '' };

test.each([
  ['', null],
  ['285.000', 285_000],
  ['285000', 285_000],
  ['285.000,50 €', 285_000.5],
  ['1.234.567', 1_234_567],
  ['285,000', undefined],
  ['28.50', undefined],
  ['0', undefined],
  ['mucho', undefined],
])('the amount %j', (typed, amount) => {
  expect(parseAmount(typed)).toBe(amount);
});

test.each([
  [null, ''],
  [{ ...DONE, status: 'visit_pending' }, ''],
  [DONE, 'none'],
  [{ ...DONE, outcome: 'more_info_needed' as const }, 'more_info_needed'],
  [{ ...DONE, outcome: 'offer_made' as const }, 'offer_made '],
  [
    { ...DONE, outcome: 'offer_made' as const, offer: { amount: 285_000.5, currency: 'EUR' } },
    'offer_made 285000,5',
  ],
])('of %j the result is %j, and reads back', (visit, result) => {
  expect(textsOf(visit).result).toBe(result);
  if (result === '') return;
  expect(readResult(result, visit)).toEqual({
    outcome: visit?.outcome ?? null,
    offer: visit?.offer ?? null,
  });
});

test('a corrected offer keeps its currency, and another outcome has no offer', () => {
  const before = { offer: { amount: 1, currency: 'USD' } };
  expect(readResult('offer_made 2', before).offer).toEqual({ amount: 2, currency: 'USD' });
  expect(readResult('more_info_needed', before).offer).toBeNull();
});

test('each field has its own error', () => {
  expect(Object.keys(judgeTexts({ result: '', notes: '' }))).toEqual(['choice']);
  expect(Object.keys(judgeTexts({ result: 'offer_made x', notes: '' }))).toEqual(['amount']);
  expect(judgeTexts({ result: 'offer_made 10.000.000.000,01', notes: '' })['amount']).toContain(
    'no puede pasar',
  );
  expect(judgeTexts({ result: 'none', notes: 'a'.repeat(2_001) })).toEqual({
    notes: 'Sobra 1 carácter: caben 2000.',
  });
  expect(judgeTexts({ result: 'offer_made ', notes: 'a'.repeat(2_000) })).toEqual({});
});

test('a result in words', () => {
  expect(formatResult('offer_made 290000')).toMatch(/^Hizo una oferta, 290\.000\s€$/);
  expect(formatResult('none')).toBe('Hizo la visita, sin más por ahora');
});
