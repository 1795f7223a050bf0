import { createHash } from 'node:crypto';
import { leadId } from './leadId';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const idOf = (contactId: string, listingId: string | null) =>
  leadId({ contactId, listingId }, sha256);

describe('the lead id of a pair (§3)', () => {
  test('is always the same, and has a fixed length', () => {
    expect(idOf('c', 'l')).toBe(idOf('c', 'l'));
    expect(idOf('c'.repeat(128), null)).toMatch(/^[0-9a-f]{32}$/);
  });
  test('differs for pairs that look alike when joined with a separator', () => {
    expect(idOf('a_b', 'c')).not.toBe(idOf('a', 'b_c'));
    expect(idOf('a', null)).not.toBe(idOf('a', 'null'));
  });
});
