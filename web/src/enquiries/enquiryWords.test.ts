import { isLong, nameOrigin } from './enquiryWords';

test.each([
  ['a portal by its name', 'portal', 'idealista', null, ['idealista']],
  ['a portal without a name', 'portal', null, null, ['Portal']],
  ['a web site that sends by itself', 'web', 'Web', null, ['Web']],
  ['another channel with a portal', 'email', 'Fotocasa', null, ['Correo', 'Fotocasa']],
  ['a campaign', 'phone', null, 'Otoño', ['Teléfono', 'Campaña Otoño']],
] as const)('names where an enquiry came from: %s', (_, channel, portal, campaign, expected) => {
  expect(nameOrigin({ channel, portal, campaign })).toEqual(expected);
});

test('a message is folded if it has many characters or many lines', () => {
  expect(isLong('¿Sigue libre?')).toBe(false);
  expect(isLong('x'.repeat(281))).toBe(true);
  expect(isLong('uno\ndos\ntres\ncuatro\ncinco')).toBe(true);
});
