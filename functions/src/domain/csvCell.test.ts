import { renderCsvCell } from './csvCell';

test.each([
  ['Piso', 'Piso'],
  ['Calle "Mayor"; 3', '"Calle ""Mayor""; 3"'],
  ['dos\nlíneas', '"dos\nlíneas"'],
  ['=1+1', "'=1+1"],
  ['+34 600', "'+34 600"],
  ['-1', "'-1"],
  ['@SUM(A1;A2)', `"'@SUM(A1;A2)"`],
  ['\t=1', `"'\t=1"`],
])('%j is the cell %j', (text, cell) => {
  expect(renderCsvCell(text)).toBe(cell);
});
