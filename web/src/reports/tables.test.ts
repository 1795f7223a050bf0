import { noFigures } from '#domain/reports/figures';
import { rowOfAgent } from './tables';

test('the leads of an agent count in their row, those of nobody in theirs, and the rest in «Otros»', () => {
  const [lucia, nobody] = [
    { agent: 'lucia', ...noFigures(), begun: 2 },
    { agent: null, ...noFigures(), begun: 1 },
  ];
  const rowOf = rowOfAgent([lucia, nobody]);
  expect(rowOf('lucia')).toBe(lucia);
  expect(rowOf(null)).toBe(nobody);
  expect(rowOf('mateo')).toBeNull();
});
