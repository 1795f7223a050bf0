import { isFolded, keepFold, readFolds } from './columnFolds';

const stored = new Map<string, string>();
jest.mock('../shared/device', () => ({
  personalStorage: () => ({
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  }),
}));
beforeEach(() => {
  stored.clear();
});

const plain = { folds: {}, isEmpty: false, isSearching: false };

test('empty columns fold by themselves, and the closed leads wait until they are opened', () => {
  expect(isFolded('Visita Pendiente', plain)).toBe(false);
  expect(isFolded('Visita Pendiente', { ...plain, isEmpty: true })).toBe(true);
  expect(isFolded('Cerrado', plain)).toBe(true);
});

test('a column stays as somebody has chosen, unless they search', () => {
  keepFold('Visita Pendiente', true);
  const folds = keepFold('Cerrado', false);
  expect(readFolds()).toEqual(folds);
  expect(isFolded('Visita Pendiente', { ...plain, folds })).toBe(true);
  expect(isFolded('Cerrado', { ...plain, folds, isEmpty: true })).toBe(false);
  expect(isFolded('Visita Pendiente', { ...plain, folds, isSearching: true })).toBe(false);
  expect(isFolded('Cerrado', { ...plain, folds, isEmpty: true, isSearching: true })).toBe(true);
});

test('a preference that cannot be read is none', () => {
  stored.set('embudo-columns', '{"Cerrado":"sí"');
  expect(readFolds()).toEqual({});
});
