import { keepUnmended } from './fieldErrors';

test('an error is gone when it is mended, changes with the field, and no new one appears while typing', () => {
  const shown = { reason: 'Escribe el motivo.', to: 'Elige a qué estado pasa.' };
  const left = { reason: 'Sobran 3 caracteres.', outcome: 'Di si se ganó.' };
  expect(keepUnmended(shown, left)).toEqual({ reason: 'Sobran 3 caracteres.' });
});
