import { leadId } from '../../src/domain/leadId';

describe('the id of a pair (section 3)', () => {
  test('is the same for the same pair, and of fixed length', () => {
    expect(leadId('c', 'l')).toBe(leadId('c', 'l'));
    expect(leadId('c'.repeat(128), null)).toMatch(/^[0-9a-f]{32}$/);
  });
  test('keeps pairs apart that a separator would confuse', () => {
    expect(leadId('a_b', 'c')).not.toBe(leadId('a', 'b_c'));
    expect(leadId('a', null)).not.toBe(leadId('a', 'null'));
  });
});
