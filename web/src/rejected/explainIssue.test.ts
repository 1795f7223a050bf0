import { explainIssue, nameField } from './explainIssue';

const explain = (path: string, message = 'is wrong', isMendable = false) =>
  explainIssue('appointments', { path, message }, isMendable);

test.each([
  'contactId',
  'listingId',
  'status',
  'type',
  'channel',
  'outcome',
  'appointmentId',
  'requestedBy',
  '',
  'notes',
])(
  'what is wrong with %j, and the way out, are Spanish sentences without the words of the code',
  (path) => {
    for (const isMendable of [true, false]) {
      for (const sentence of Object.values(explain(path, 'names an appointment', isMendable))) {
        expect(sentence).toMatch(/^[A-ZÁÉÍÓÚ].*\.$/);
        expect(sentence).not.toMatch(/Id\b|names|status|null/);
      }
    }
  },
);

test('a field that the page corrects is not sent elsewhere', () => {
  expect(explain('listingId', '', true).wayOut).toMatch(/^Escribe la referencia/);
  expect(explain('listingId', '', false).wayOut).toMatch(/consola de Firebase/);
});

test('a channel that does not exist is named as such', () => {
  expect(explain('channel', '', true)).toEqual({
    problem: 'No se sabe cómo llegó: el canal no es ninguno de los que existen.',
    wayOut: 'Elige el valor correcto: Embudo la enlaza al momento.',
  });
});

test('a visit of a rejected appointment waits for the appointment, one of a missing one for another', () => {
  const rejected = explain(
    'appointmentId',
    'names an appointment that cannot be used: see its leadSync',
  );
  const missing = explain('appointmentId', 'names an appointment that does not exist');
  expect(rejected.problem).toMatch(/también está rechazada/);
  expect(missing.problem).toMatch(/no existe/);
});

test('a full lead is said to be full', () => {
  expect(explain('', 'belongs to a lead that holds 1,000 documents already').problem).toMatch(
    /lleno/,
  );
});

test('a field without a Spanish name keeps its own', () => {
  expect([nameField('contactId'), nameField('expireAt')]).toEqual(['Cliente', 'expireAt']);
});
