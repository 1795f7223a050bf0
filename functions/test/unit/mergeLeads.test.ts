import { MERGED } from '../../src/domain/history';
import { asCommitted, type StoredLead } from '../../src/domain/lead';
import { compareDuplicates, mergeLeads } from '../../src/domain/mergeLeads';
import { openLead } from '../../src/domain/changeLead';
import {
  appointmentState,
  decisionFor,
  done,
  olderLead,
  second,
  viewing,
  viewingsOf,
} from '../support/builders';

const NOW = second(1_000);
const found = (lead: StoredLead) => ({ lead, chainEnd: null });
const merged = (kept: StoredLead, other: StoredLead) => mergeLeads(found(kept), found(other), NOW);

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

describe('of two leads of one pair goes first', () => {
  const closed = { outcome: 'lost' as const, reason: '', leadId: null };
  test.each([
    ['an open one', older('b', 'Visita Pendiente'), older('a', 'Cerrado', { closed })],
    ['the furthest', older('b', 'Oferta Aceptada'), older('a', 'Visita Pendiente')],
    ['the first by id', older('a', 'Visita Pendiente'), older('b', 'Visita Pendiente')],
    ['one with a status of the ten', older('b', 'Respuesta Pendiente'), older('a', 'Vendido')],
    [
      'one that was not merged into another',
      older('b', 'Cerrado', { closed }),
      older('a', 'Cerrado', { closed: { ...closed, outcome: 'moved' } }),
    ],
  ])('%s', (_what, first, second_) => {
    expect(compareDuplicates(first, second_)).toBeLessThan(0);
    expect(compareDuplicates(second_, first)).toBeGreaterThan(0);
  });
});

test('the other closes as moved, by a decision that nothing reopens, and says where it went', () => {
  const { other } = merged(older('kept', 'Oferta Aceptada'), older('other', 'Visita Pendiente'));
  expect(other.lead).toMatchObject({
    status: 'Cerrado',
    closed: { outcome: 'moved', reason: MERGED, leadId: 'kept' },
    decision: { status: 'Cerrado', outcome: 'moved', leadId: 'kept', at: NOW },
  });
  expect(other.entries).toMatchObject([
    { seq: 1, cause: 'lead.adopted', to: 'Visita Pendiente' },
    {
      seq: 2,
      cause: 'lead.moved',
      to: 'Cerrado',
      reason: MERGED,
      effectiveAt: NOW,
      source: { collection: 'leads', id: 'other' },
      actor: { type: 'system', id: null },
    },
  ]);
  const again = openLead(asCommitted('other', second(1_001), other.lead));
  expect(again).toMatchObject({ isChanged: false, lead: { closed: other.lead.closed } });
});

test('the one that is kept has its status, and is told so once', () => {
  const { kept } = merged(older('kept', 'Oferta Aceptada'), older('other', 'Visita Pendiente'));
  expect(kept).toMatchObject({
    isChanged: true,
    lead: { status: 'Oferta Aceptada' },
    entries: [{ cause: 'lead.adopted' }],
  });
});

test('viewings come along with what is known of them, and are remembered as left', () => {
  const [a, b] = [scheduled('A', 20), scheduled('B', 30)];
  const visited = { ...a, visits: new Map([['V', done('offer_made', second(40))]]) };
  const gone = { ...scheduled('C', 15), left: { at: second(16), leadId: 'third' } };
  const { kept, other } = merged(
    own('kept', { viewings: viewingsOf(a) }),
    own('other', { viewings: viewingsOf(visited, b, gone) }),
  );
  expect(kept.lead.viewings).toEqual(viewingsOf(visited, b));
  expect(kept.lead.status).toBe('Oferta Presentada');
  expect(kept.entries).toMatchObject([{ seq: 3, to: 'Oferta Presentada', cause: 'repaired' }]);
  const left = { at: NOW, leadId: 'kept' };
  expect(other.lead.viewings).toEqual(viewingsOf({ ...visited, left }, { ...b, left }, gone));
});

test('what was decided counts on: of both, that of the lead which goes first', () => {
  const offered = decisionFor('Oferta Aceptada', second(50));
  const asked = decisionFor('Respuesta Pendiente', second(60));
  const further = own('other', {
    status: 'Oferta Aceptada',
    history: { seq: 3, status: 'Oferta Aceptada', decision: offered },
  });
  const behind = own('kept', {
    status: 'Respuesta Pendiente',
    history: { seq: 3, status: 'Respuesta Pendiente', decision: asked },
  });
  expect(merged(behind, further).kept.lead).toMatchObject({
    status: 'Oferta Aceptada',
    decision: offered,
  });
  expect(merged(further, behind).kept.lead.decision).toEqual(offered);
  const undecided = own('kept', {});
  expect(merged(undecided, behind).kept.lead.decision).toEqual(asked);
});

test('what the one lacks the other brings, and nothing is replaced', () => {
  const { kept } = merged(
    older('kept', 'Visita Pendiente', { prospectId: 'owner' }),
    older('other', 'Visita Pendiente', { prospectId: 'another', assignedTo: 'agent' }),
  );
  expect(kept.lead).toMatchObject({ prospectId: 'owner', assignedTo: 'agent' });
});

test('the time of the merge is never before the newest state that the other knows', () => {
  const later = scheduled('A', 2_000);
  const { other } = merged(own('kept', {}), own('other', { viewings: viewingsOf(later) }));
  expect(other.lead.decision?.at).toBe(second(2_000));
});
