import { addressOfView, findNameIssue, parseViews } from './views';

const mine = { name: 'Los míos', query: '?agente=lucia' };

test('a view is an address of the board', () => {
  expect(addressOfView(mine)).toBe('/embudo?agente=lucia');
  expect(addressOfView({ name: 'Todos', query: '' })).toBe('/embudo');
});

test.each([
  ['', 'Escribe un nombre.'],
  ['  ', 'Escribe un nombre.'],
  ['los MIOS ', 'Ya hay una vista con ese nombre.'],
  ['x'.repeat(41), 'Como mucho 40 caracteres.'],
  ['Los de Lucía', null],
])('the name «%s»: %s', (name, issue) => {
  expect(findNameIssue([mine], name)).toBe(issue);
});

test('what is stored and cannot be read is no view', () => {
  expect(parseViews(JSON.stringify([mine]))).toEqual([mine]);
  for (const stored of [null, '', '{', '{}', '[{"name":"x","query":"//example.com"}]']) {
    expect(parseViews(stored)).toEqual([]);
  }
});
