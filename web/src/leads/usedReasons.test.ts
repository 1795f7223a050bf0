import { ERASED_REASON } from '#domain/privacy/anonymiseLead';
import { mostUsed } from './usedReasons';

test('the most frequent reasons come first, of equally frequent ones the newest', () => {
  const reasons = [
    'Pide datos',
    'Precio',
    'No llama',
    'Precio',
    'No llama',
    'Precio',
    'Pide datos',
  ];
  expect(mostUsed(reasons)).toEqual(['Precio', 'Pide datos', 'No llama']);
});

test('case, white space and Unicode form do not tell them apart, and the newest is shown', () => {
  const reasons = ['Sin financiación', 'SIN  financiacio\u0301n', ' sin financiación '];
  expect(mostUsed(reasons)).toEqual(['Sin financiación']);
});

test('what was written once is not offered, nor a story, an undone move or an erased reason', () => {
  const twice = (reason: string) => [reason, reason];
  const reasons = [
    'Sofía no puede los martes',
    ...twice('x'.repeat(101)),
    ...twice('Deshecho: «Oferta Presentada» fue un error'),
    ...twice(ERASED_REASON),
    ...twice(' '),
    ...twice('x'.repeat(100)),
  ];
  expect(mostUsed(reasons)).toEqual(['x'.repeat(100)]);
});

test('at most five are offered', () => {
  const reasons = Array.from({ length: 14 }, (_, n) => `Motivo ${String(n % 7)}`);
  expect(mostUsed(reasons)).toHaveLength(5);
});
