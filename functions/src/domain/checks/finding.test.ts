import { FINDINGS, leadFinding, needsAttention, type FindingKind } from './finding';

const found = (kind: FindingKind, isRepaired: boolean) => ({
  ...leadFinding({ id: 'lead' }, kind, 'detail'),
  isRepaired,
});

test('a finding about a lead names its document, and is not repaired yet', () => {
  expect(leadFinding({ id: 'lead' }, 'underived', 'detail')).toEqual({
    kind: 'underived',
    source: { collection: 'leads', id: 'lead' },
    leadId: 'lead',
    detail: 'detail',
    isRepaired: false,
  });
});

test('what is as it should be, and people have to look at nevertheless, is informational', () => {
  const kinds = Object.entries(FINDINGS).filter(([, { isInformational }]) => isInformational);
  expect(kinds.map(([kind]) => kind)).toEqual([
    'overdue',
    'other-contact',
    'foreign-entry',
    'translated',
    'fase-0',
    'counts-as-lost',
    'replaced',
    'not-looked-at',
    'newer-than-lead',
  ]);
});

describe('somebody has to see to a finding', () => {
  test('until it is repaired', () => {
    expect(needsAttention(found('unlinked', false))).toBe(true);
    expect(needsAttention(found('unlinked', true))).toBe(false);
  });
  test('even after its repair if the document still cannot be used', () => {
    expect(needsAttention(found('unjudged', true))).toBe(true);
  });
  test('but not if it is informational', () => {
    expect(needsAttention(found('overdue', false))).toBe(false);
  });
});

test.each<[FindingKind, string]>([
  ['unlinked', 'repair'],
  ['wrong-link', 'repair'],
  ['disagreement', 'repair'],
  ['unjudged', 'repair'],
  ['rejected', 'people'],
  ['overdue', 'people'],
  ['other-contact', 'people'],
  ['unreadable-time', 'people'],
  ['exported', 'repair'],
  ['wrong-detail', 'repair'],
  ['undated', 'repair'],
  ['moved-to-itself', 'people'],
  ['removed', 'repair'],
  ['stray', 'repair'],
  ['underived', 'repair'],
  ['broken-history', 'repair'],
  ['history-without-lead', 'people'],
  ['foreign-entry', 'people'],
  ['console-edit', 'repair'],
  ['unknown-status', 'repair'],
  ['lost-bookkeeping', 'repair'],
  ['not-adopted', 'adopt'],
  ['no-pair', 'people'],
  ['fase-0', 'people'],
  ['newer-than-lead', 'people'],
  ['duplicate', 'adopt --merge'],
  ['sale-at-stake', 'people'],
  ['failed', 'people'],
])('%s is put right by %s', (kind, remedy) => {
  expect(FINDINGS[kind].remedy).toBe(remedy);
});
