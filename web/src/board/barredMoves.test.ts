import { explainBarred } from './barredMoves';

test.each([
  ['agent', 'Visita Pendiente', 'Visita Pendiente', 'Ya está aquí'],
  ['agent', 'Visita Pendiente', 'Respuesta Pendiente', null],
  [
    'agent',
    'Visita Pendiente',
    'Oferta Aceptada',
    'Un agente no puede pasar de «Visita Pendiente» a «Oferta Aceptada»',
  ],
  ['agent', 'Cerrado', 'Respuesta Pendiente', 'Solo administración'],
  ['admin', 'Cerrado', 'Respuesta Pendiente', null],
  ['admin', 'Cerrado', 'Cerrado', 'Ya está aquí'],
] as const)('%s: %s to %s: %s', (role, from, to, why) => {
  expect(explainBarred(role, from, to)).toBe(why);
});
