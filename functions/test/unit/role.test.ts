import { roleClaimsSchema } from '../../src/domain/role';

const isRole = (claims: unknown) => roleClaimsSchema.safeParse(claims).success;

describe('roles are custom claims (section 7)', () => {
  test.each(['admin', 'agent'] as const)('%s is one', (role) => {
    expect(roleClaimsSchema.parse({ role })).toEqual({ role });
  });
  test('contact is one, and says which contact that is', () => {
    const claims = { role: 'contact', contactId: 'contact-1' };
    expect(roleClaimsSchema.parse(claims)).toEqual(claims);
  });
  test.each([
    ['none', {}],
    ['an empty one', { role: '' }],
    ['another word', { role: 'owner' }],
    ['another spelling', { role: 'Admin' }],
    ['a list', { role: ['admin'] }],
    ['a contact without contactId', { role: 'contact' }],
    ['a contact whose contactId is empty', { role: 'contact', contactId: '' }],
    ['a contact whose contactId is a number', { role: 'contact', contactId: 7 }],
  ])('has no rights: %s', (_what, claims) => {
    expect(isRole(claims)).toBe(false);
  });
  test('ids have 1 to 128 characters', () => {
    expect(isRole({ role: 'contact', contactId: 'x' })).toBe(true);
    expect(isRole({ role: 'contact', contactId: 'x'.repeat(128) })).toBe(true);
    expect(isRole({ role: 'contact', contactId: 'x'.repeat(129) })).toBe(false);
  });
});
