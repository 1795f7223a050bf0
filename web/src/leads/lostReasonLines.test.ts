import { judgeReasons, readReasonLines } from './lostReasonLines';

test('each line is a reason; empty ones and repetitions are left out', () => {
  expect(readReasonLines('Precio\n\n  No   responde \nPRECIO\nYa no busca\n')).toEqual([
    'Precio',
    'No responde',
    'Ya no busca',
  ]);
  expect(readReasonLines(' \n ')).toEqual([]);
});

test('there are at most twenty, of at most a hundred characters', () => {
  const twenty = Array.from({ length: 20 }, (_, n) => `Motivo ${String(n)}`);
  expect(judgeReasons(twenty)).toBeNull();
  expect(judgeReasons([...twenty, 'Otro'])).toBe('Caben 20 motivos, y hay 21.');
  expect(judgeReasons(['x'.repeat(100)])).toBeNull();
  expect(judgeReasons(['x'.repeat(102)])).toContain('Sobran 2 caracteres: caben 100.');
});
