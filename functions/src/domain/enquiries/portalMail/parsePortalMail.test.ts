import {
  FOTOCASA_CONTACT,
  FOTOCASA_WITHOUT_PHONE,
  HABITACLIA_CONTACT,
  IDEALISTA_INTERNAL_REFERENCE,
  IDEALISTA_MESSAGE,
  IDEALISTA_PROFILE,
  IDEALISTA_REPLY,
  UNKNOWN_MAILS,
} from '../../../../test/support/portalMails';
import { PORTAL_MAIL_PARSERS, parsePortalMail } from './parsePortalMail';

describe('idealista', () => {
  test('a message: name, number, address, reference, and the words alone', () => {
    expect(parsePortalMail(IDEALISTA_MESSAGE)).toEqual({
      parser: 'idealista/1',
      parsed: {
        kind: 'message',
        portal: 'idealista',
        name: 'Rosalía Quintanar',
        phone: '600 11 22 33',
        email: 'rosalia@quintanar.example',
        reference: 'R-1732',
        message: 'Buenas tardes:\n¿Se puede visitar el sábado? Mi teléfono: 600 11 22 33',
      },
    });
  });

  test('somebody with a profile: the address that the portal passes on is not theirs', () => {
    expect(parsePortalMail(IDEALISTA_PROFILE).parsed).toEqual({
      kind: 'message',
      portal: 'idealista',
      name: 'Andrés',
      phone: '613 11 22 33',
      email: null,
      reference: null,
      message: 'Me gustaría hacer una visita',
    });
  });

  test('it is all that there is where no number was left', () => {
    const text = IDEALISTA_PROFILE.text.replace('613 11 22 33 [tel:+34613112233]\n', '');
    expect(parsePortalMail({ ...IDEALISTA_PROFILE, text }).parsed).toMatchObject({
      phone: null,
      email: 'ufh0y6evg77bymzy8mn8@contacts.idealista.com',
    });
  });

  test.each([
    [IDEALISTA_INTERNAL_REFERENCE.subject, 'AB 12'],
    [IDEALISTA_MESSAGE.subject.replace('con ref.', 'con ref:'), 'R-1732'],
    [IDEALISTA_MESSAGE.subject.replace(/, Piso.*/, ''), 'R-1732'],
  ])('%s', (subject, reference) => {
    expect(parsePortalMail({ ...IDEALISTA_MESSAGE, subject }).parsed).toMatchObject({ reference });
  });

  test('a reply is one', () => {
    expect(parsePortalMail(IDEALISTA_REPLY)).toEqual({
      parser: 'idealista/1',
      parsed: { kind: 'reply', portal: 'idealista' },
    });
  });
});

describe('Fotocasa and Habitaclia, from one sender', () => {
  test('a contact of Fotocasa: what the message quotes is no field', () => {
    expect(parsePortalMail(FOTOCASA_CONTACT)).toEqual({
      parser: 'fotocasa/1',
      parsed: {
        kind: 'message',
        portal: 'fotocasa',
        name: 'Andrés Quintanar',
        phone: '+34602112233',
        email: 'andres@quintanar.example',
        reference: '1720',
        message: 'Me gustaría recibir más información. Email: solo por las tardes.',
      },
    });
  });

  test('a contact of Habitaclia, without line breaks between the fields', () => {
    expect(parsePortalMail(HABITACLIA_CONTACT).parsed).toEqual({
      kind: 'message',
      portal: 'habitaclia',
      name: 'Sofía',
      phone: '602112244',
      email: 'sofia@quintanar.example',
      reference: 'V-7',
      message: '¿Sigue libre?',
    });
  });

  test('fields that were not filled in are none', () => {
    expect(parsePortalMail(FOTOCASA_WITHOUT_PHONE).parsed).toMatchObject({
      name: null,
      phone: null,
      email: 'luis@quintanar.example',
    });
  });
});

test.each(Object.entries(UNKNOWN_MAILS))('nothing is guessed of %s', (_, mail) => {
  expect(parsePortalMail(mail).parsed).toBeNull();
});

test('of an unknown form is said which form its sender is known for', () => {
  const formOf = (name: keyof typeof UNKNOWN_MAILS) =>
    parsePortalMail(UNKNOWN_MAILS[name] ?? IDEALISTA_REPLY).parser;
  expect(formOf('an offer on idealista')).toBe('idealista/1');
  expect(formOf('a chat of Fotocasa')).toBe('fotocasa/1');
  expect(formOf('a newsletter')).toBeNull();
});

test('each parser says since when its form is known, and on what evidence', () => {
  for (const { name, since, evidence } of PORTAL_MAIL_PARSERS) {
    expect(name).toMatch(/^[a-z]+\/\d+$/);
    expect(since).toMatch(/^20\d\d-[01]\d$/);
    expect(evidence).toMatch(/\S/);
  }
});

test('a huge mail takes steps in proportion to its length', () => {
  // A text that a backtracking parser would search from each of its places. If it did, this test would not end.
  const label = 'Datos de la persona interesada Nombre: Teléfono: Email: ';
  const name = 'Rosalía Quintanar\n';
  for (const [mail, unit] of [
    [FOTOCASA_CONTACT, label],
    [IDEALISTA_MESSAGE, name],
  ] as const) {
    const text = unit.repeat(200_000 / unit.length);
    expect(parsePortalMail({ ...mail, text }).parsed).toBeNull();
  }
  const subject = 'Nuevo mensaje de ' + ' sobre tu inmueble, con ref'.repeat(40);
  expect(parsePortalMail({ ...IDEALISTA_MESSAGE, subject }).parsed).toBeNull();
});
