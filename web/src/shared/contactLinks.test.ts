import { callAddress, mailAddress, whatsAppAddress } from './contactLinks';

test.each([
  ['a Spanish mobile', '600 11 22 33', 'https://wa.me/34600112233'],
  ['with its country', '+34 711-223.344', 'https://wa.me/34711223344'],
  ['with its country as 00', '0034 600112233', 'https://wa.me/34600112233'],
  ['of another country', '+44 (20) 7946 0958', 'https://wa.me/442079460958'],
  ['a Spanish landline', '+34 912 345 678', null],
  ['a Spanish landline without a country', '912345678', null],
  ['a Spanish number that is too long', '+34 (0) 600 112 233', null],
  ['two numbers', '600112233 / 600112244', null],
  ['an extension', '600112233 ext. 4', null],
  ['too short', '112', null],
  ['no number', 'no tiene', null],
])('WhatsApp takes a number that can be one: %s', (_, phone, expected) => {
  expect(whatsAppAddress(phone)).toBe(expected);
});

test('a call takes the number without what stands between its digits', () => {
  expect(callAddress('+34 (600) 11-22.33')).toBe('tel:+34600112233');
});

test('a mail takes addresses and subjects with any character', () => {
  expect(mailAddress(' ana+piso@casa.example ', 'Piso & garaje, 2º «A»?')).toBe(
    'mailto:ana%2Bpiso%40casa.example?subject=Piso%20%26%20garaje%2C%202%C2%BA%20%C2%ABA%C2%BB%3F',
  );
});
