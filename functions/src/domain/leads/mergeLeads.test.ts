import { MERGED_REASON } from '../documents/history';
import { NOTHING_KEPT, type StoredLead } from './lead';
import { compareDuplicates, isSaleAtStake, mergeLeads } from './mergeLeads';
import { reconcileLead } from './reconcileLead';
import {
  appointmentState,
  committedLead,
  decisionFor,
  done,
  olderLead,
  second,
  viewing,
  viewingsOf,
} from '../../../test/support/builders';

const FASE_0 = 'Fase 0: Información Incompleta';
const NOW = second(1_000);
const found = (lead: StoredLead) => ({ lead, historyEnd: null });
const merge = (canonical: StoredLead, duplicate: StoredLead) =>
  mergeLeads(found(canonical), found(duplicate), NOW);

const older = (id: string, status: string, fields: Partial<StoredLead> = {}) =>
  olderLead({ id, status, ...fields });

/** A lead of the pipeline with these viewings. */
const own = (id: string, fields: Partial<StoredLead>): StoredLead =>
  olderLead({
    id,
    status: 'Visita Pendiente',
    statusChangedAt: second(10),
    viewings: viewingsOf(),
    history: { seq: 2, status: 'Visita Pendiente', decision: null },
    ...fields,
  });

const scheduled = (id: string, at: number) =>
  viewing(id, second(at), appointmentState('Scheduled', second(at)));

describe('of two leads of one pair, compareDuplicates prefers', () => {
  const closed = { outcome: 'lost' as const, reason: '', leadId: null };
  const won = { ...closed, outcome: 'won' as const };
  test.each([
    ['the one with a history', own('b', {}), older('a', 'Oferta Aceptada')],
    ['an open one', older('b', 'Visita Pendiente'), older('a', 'Cerrado', { closed: won })],
    ['an open one with a history', own('b', {}), own('a', { status: 'Cerrado', closed: won })],
    ['a won one', older('b', 'Cerrado', { closed: won }), older('a', 'Cerrado', { closed })],
    ['a closed one in any spelling last', older('b', FASE_0), older('a', 'CERRADO ')],
    ['the furthest in any spelling', older('b', 'oferta aceptada'), older('a', 'Visita Realizada')],
    ['the one that is furthest', older('b', 'Oferta Aceptada'), older('a', 'Visita Pendiente')],
    ['the first by id', older('a', 'Visita Pendiente'), older('b', 'Visita Pendiente')],
    ['one with a status of the ten', older('b', 'Respuesta Pendiente'), older('a', 'Vendido')],
    [
      'one that was not merged into another',
      older('b', 'Cerrado', { closed }),
      own('a', { status: 'Cerrado', closed: { ...closed, outcome: 'moved' } }),
    ],
  ])('%s', (_what, first, second_) => {
    expect(compareDuplicates(first, second_)).toBeLessThan(0);
    expect(compareDuplicates(second_, first)).toBeGreaterThan(0);
  });
});

test('the duplicate closes as moved to the canonical lead, by a decision that nothing reopens', () => {
  const { duplicate } = merge(
    older('canonical', 'Oferta Aceptada'),
    older('duplicate', 'Visita Pendiente'),
  );
  expect(duplicate.lead).toMatchObject({
    status: 'Cerrado',
    closed: { outcome: 'moved', reason: MERGED_REASON, leadId: 'canonical' },
    decision: { status: 'Cerrado', outcome: 'moved', leadId: 'canonical', at: NOW },
  });
  expect(duplicate.entries).toMatchObject([
    { seq: 1, cause: 'lead.adopted', to: 'Visita Pendiente' },
    {
      seq: 2,
      cause: 'lead.moved',
      to: 'Cerrado',
      reason: MERGED_REASON,
      effectiveAt: NOW,
      source: { collection: 'leads', id: 'canonical' },
      actor: { type: 'system', id: null },
    },
  ]);
  const again = reconcileLead(committedLead('duplicate', second(1_001), duplicate.lead));
  expect(again).toMatchObject({ isChanged: false, lead: { closed: duplicate.lead.closed } });
});

test('a merge is recorded in a lead that was closed already, too: it is moved from then on', () => {
  const lost = { outcome: 'lost', reason: 'Precio', leadId: null } as const;
  const { duplicate } = merge(
    older('canonical', 'Oferta Aceptada'),
    older('duplicate', 'Cerrado', { closed: lost, statusChangedAt: second(3) }),
  );
  expect(duplicate.entries).toMatchObject([
    { seq: 1, cause: 'lead.adopted', to: 'Cerrado', outcome: 'lost' },
    { seq: 2, cause: 'lead.moved', from: 'Cerrado', to: 'Cerrado', secondsInPrevious: 997 },
  ]);
  expect(duplicate.lead).toMatchObject({
    closed: { outcome: 'moved', leadId: 'canonical' },
    history: { seq: 2, status: 'Cerrado' },
  });
  const committed = committedLead('duplicate', second(1_001), duplicate.lead);
  expect(reconcileLead(committed).isChanged).toBe(false);
});

test('the canonical lead keeps its status, with one entry', () => {
  const { canonical } = merge(
    older('canonical', 'Oferta Aceptada'),
    older('duplicate', 'Visita Pendiente'),
  );
  expect(canonical).toMatchObject({
    isChanged: true,
    lead: { status: 'Oferta Aceptada' },
    entries: [{ cause: 'lead.adopted' }],
  });
});

test('the viewings move to the canonical lead with all their states, and the duplicate keeps where they went', () => {
  const [a, b] = [scheduled('A', 20), scheduled('B', 30)];
  const visited = { ...a, visits: new Map([['V', done('offer_made', second(40))]]) };
  const movedBefore = { at: second(16), leadId: 'third' };
  const { canonical, duplicate } = merge(
    own('canonical', { viewings: viewingsOf(a) }),
    own('duplicate', {
      viewings: viewingsOf(visited, b),
      moves: new Map([['appointments/C', movedBefore]]),
    }),
  );
  expect(canonical.lead.viewings).toEqual(viewingsOf(visited, b));
  expect(canonical.lead.status).toBe('Oferta Presentada');
  expect(canonical.entries).toMatchObject([{ seq: 3, to: 'Oferta Presentada', cause: 'repaired' }]);
  const move = { at: NOW, leadId: 'canonical' };
  expect(duplicate.lead.viewings.size).toBe(0);
  expect(duplicate.lead.moves).toEqual(
    new Map([
      ['appointments/C', movedBefore],
      ['appointments/A', move],
      ['appointments/B', move],
    ]),
  );
});

test('a viewing that had left the canonical lead for the duplicate is there again', () => {
  const left = { at: second(16), leadId: 'duplicate' };
  const elsewhere = { at: second(17), leadId: 'third' };
  const { canonical } = merge(
    own('canonical', {
      moves: new Map([
        ['appointments/A', left],
        ['appointments/C', elsewhere],
      ]),
    }),
    own('duplicate', { viewings: viewingsOf(scheduled('A', 20)) }),
  );
  expect([...canonical.lead.viewings.keys()]).toEqual(['appointments/A']);
  expect(canonical.lead.moves).toEqual(new Map([['appointments/C', elsewhere]]));
});

test('the canonical lead keeps its own decision, or has none', () => {
  const offered = decisionFor('Oferta Aceptada', second(50));
  const asked = decisionFor('Respuesta Pendiente', second(60));
  const further = own('duplicate', {
    status: 'Oferta Aceptada',
    history: { seq: 3, status: 'Oferta Aceptada', decision: offered },
  });
  const behind = own('canonical', {
    status: 'Respuesta Pendiente',
    history: { seq: 3, status: 'Respuesta Pendiente', decision: asked },
  });
  expect(merge(behind, further).canonical.lead).toMatchObject({
    status: 'Respuesta Pendiente',
    decision: asked,
  });
  expect(merge(further, behind).canonical.lead.decision).toEqual(offered);
  const undecided = own('canonical', {});
  expect(merge(undecided, behind).canonical.lead.decision).toBeNull();
});

describe('a duplicate of an older system does not change a lead in use', () => {
  const scheduledHere = { viewings: viewingsOf(scheduled('A', 20)) };
  const won = { outcome: 'won', reason: '', leadId: null } as const;
  test.each([
    ['a duplicate in Fase 0', older('duplicate', FASE_0)],
    ['one with a status of its own', older('duplicate', 'Vendido')],
    ['a lost one', older('duplicate', 'Cerrado')],
    ['a won one', older('duplicate', 'Cerrado', { closed: won })],
  ])('%s', (_what, duplicate) => {
    const { canonical } = merge(own('canonical', scheduledHere), duplicate);
    expect(canonical.lead).toMatchObject({ status: 'Visita Pendiente', decision: null });
    expect(canonical.entries).toEqual([]);
  });
});

describe('a merge could lose a sale', () => {
  const closed = { outcome: 'lost' as const, reason: '', leadId: null };
  const open = older('open', 'Visita Pendiente');
  const lost = older('lost', 'Cerrado', { closed });
  const won = older('won', 'Cerrado', { closed: { ...closed, outcome: 'won' } });
  const moved = older('moved', 'Cerrado', { closed: { ...closed, outcome: 'moved' } });
  const lostInUse = own('lost', { status: 'Cerrado', closed });
  const isAtStake = (...leads: StoredLead[]) => isSaleAtStake(leads.sort(compareDuplicates));
  test('if one is won and another is open, or is the one that stays', () => {
    expect(isAtStake(open, won)).toBe(true);
    expect(isAtStake(won, open, lost)).toBe(true);
    expect(isAtStake(lostInUse, won)).toBe(true);
    expect(isAtStake(own('won', { status: 'Cerrado', closed: won.closed }), open)).toBe(true);
  });
  test('else not', () => {
    expect(isAtStake(won, lost)).toBe(false);
    expect(isAtStake(won, moved)).toBe(false);
    expect(isAtStake(open, lost)).toBe(false);
    expect(isAtStake(open, own('moved', { closed: moved.closed, status: 'Cerrado' }))).toBe(false);
  });
});

test('the viewings of the canonical lead say who its agent and its owner are', () => {
  const named = (id: string, at: number, agentId: string) =>
    viewing(id, second(at), {
      ...appointmentState('Scheduled', second(at)),
      agentId,
      prospectId: `owner of ${agentId}`,
    });
  const { canonical, duplicate } = merge(
    own('canonical', { viewings: viewingsOf(named('A', 20, 'ana')), assignedTo: 'ana' }),
    own('duplicate', { viewings: viewingsOf(named('B', 10, 'bea')), assignedTo: 'bea' }),
  );
  expect(canonical.lead).toMatchObject({ assignedTo: 'bea', prospectId: 'owner of bea' });
  expect(duplicate.lead.closed).toMatchObject({ outcome: 'moved', leadId: 'canonical' });
});

test('what a person or an older system wrote in the canonical lead stays', () => {
  const named = viewing('A', second(10), {
    ...appointmentState('Scheduled', second(10)),
    agentId: 'ana',
    prospectId: 'p1',
  });
  const { canonical } = merge(
    older('canonical', 'Visita Pendiente', { prospectId: 'owner', assignedTo: 'eva' }),
    own('duplicate', { viewings: viewingsOf(named), assignedTo: 'ana', prospectId: 'p1' }),
  );
  expect(canonical.lead).toMatchObject({ prospectId: 'owner', assignedTo: 'eva' });
});

test('the duplicate fills in missing information and replaces nothing', () => {
  const { canonical } = merge(
    older('canonical', 'Visita Pendiente', { prospectId: 'owner' }),
    older('duplicate', 'Visita Pendiente', { prospectId: 'another', assignedTo: 'agent' }),
  );
  expect(canonical.lead).toMatchObject({
    prospectId: 'owner',
    assignedTo: 'agent',
    kept: { prospectId: true, assignedTo: { replaced: null } },
  });
  const other = merge(
    older('canonical', 'Visita Pendiente', { assignedTo: 'agent' }),
    older('duplicate', 'Visita Pendiente', { prospectId: 'another', assignedTo: 'eva' }),
  );
  expect(other.canonical.lead).toMatchObject({
    prospectId: 'another',
    assignedTo: 'agent',
    kept: { prospectId: true, assignedTo: { replaced: null } },
  });
  const nothing = merge(
    older('canonical', 'Visita Pendiente'),
    older('duplicate', 'Visita Pendiente'),
  );
  expect(nothing.canonical.lead).toMatchObject({
    prospectId: null,
    assignedTo: null,
    kept: NOTHING_KEPT,
  });
});

test('the merge is never older than the newest state that the duplicate knows', () => {
  const later = scheduled('A', 2_000);
  const { duplicate } = merge(
    own('canonical', {}),
    own('duplicate', { viewings: viewingsOf(later) }),
  );
  expect(duplicate.lead.decision?.at).toBe(second(2_000));
});
