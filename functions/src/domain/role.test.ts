import { roleClaimsSchema } from './role';

const isRole = (claims: unknown) => roleClaimsSchema.safeParse(claims).success;

describe('the custom claims of a role (§7)', () => {
  test.each(['admin', 'agent'] as const)('may name the role %s', (role) => {
    expect(roleClaimsSchema.parse({ role })).toEqual({ role });
  });
  test('may name the role contact, with a contactId', () => {
    const claims = { role: 'contact', contactId: 'contact-1' };
    expect(roleClaimsSchema.parse(claims)).toEqual(claims);
  });
  test.each([
    ['nothing', {}],
    ['an empty role', { role: '' }],
    ['another word', { role: 'owner' }],
    ['another spelling', { role: 'Admin' }],
    ['a list', { role: ['admin'] }],
    ['a contact without contactId', { role: 'contact' }],
    ['a contact whose contactId is empty', { role: 'contact', contactId: '' }],
    ['a contact whose contactId is a number', { role: 'contact', contactId: 7 }],
  ])('give no rights: %s', (_what, claims) => {
    expect(isRole(claims)).toBe(false);
  });
  test('have a contactId of 1 to 128 characters', () => {
    expect(isRole({ role: 'contact', contactId: 'x' })).toBe(true);
    expect(isRole({ role: 'contact', contactId: 'x'.repeat(128) })).toBe(true);
    expect(isRole({ role: 'contact', contactId: 'x'.repeat(129) })).toBe(false);
  });
});
