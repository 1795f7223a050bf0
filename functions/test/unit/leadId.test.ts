import { createHash } from 'node:crypto';
import { leadId } from '../../src/domain/leadId';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const idOf = (contactId: string, listingId: string | null) =>
  leadId({ contactId, listingId }, sha256);

describe('the id of a pair (section 3)', () => {
  test('is the same for the same pair, and of fixed length', () => {
    expect(idOf('c', 'l')).toBe(idOf('c', 'l'));
    expect(idOf('c'.repeat(128), null)).toMatch(/^[0-9a-f]{32}$/);
  });
  test('keeps pairs apart that a separator would confuse', () => {
    expect(idOf('a_b', 'c')).not.toBe(idOf('a', 'b_c'));
    expect(idOf('a', null)).not.toBe(idOf('a', 'null'));
  });
});
