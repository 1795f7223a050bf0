import type { HistorySource } from '../../domain/documents/history';
import { checkEach } from './checkEach';

const refOf = (id: string): HistorySource => ({ collection: 'visits', id });

/** Checks three documents, of which the second fails in a way. */
const checkThree = (error: unknown) =>
  checkEach(['a', 'b', 'c'], refOf, (id) =>
    id === 'b' ? Promise.reject(error as Error) : Promise.resolve([]),
  );

test.each([
  ['Firestore refuses the document', Object.assign(new Error('3 too large'), { code: 3 })],
  ['it changes all the time', Object.assign(new Error('10 aborted'), { code: 10 })],
  ['it is of a kind that nobody thought of', new TypeError('x is undefined')],
])('a document whose check fails is a finding: %s', async (_what, error) => {
  expect(await checkThree(error)).toEqual([
    { kind: 'failed', source: refOf('b'), leadId: null, detail: error.message, isRepaired: false },
  ]);
});

test.each([
  ['may not be read', 7],
  ['exceeds its quota', 8],
  ['does not answer', 14],
  ['does not know the caller', 16],
])('what would fail every document ends the walk: Firestore %s', async (_what, code) => {
  const error = Object.assign(new Error('no'), { code });
  await expect(checkThree(error)).rejects.toBe(error);
});

test('a reason is shortened', async () => {
  const [finding] = await checkThree(new Error('x'.repeat(1_000)));
  expect(finding?.detail).toHaveLength(300);
});
