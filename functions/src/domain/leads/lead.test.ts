import { NOTHING_KEPT, storedLeadSchema, type Lead } from './lead';
import {
  PAIR,
  appointmentState,
  committedLead,
  offered,
  second,
  timestamp,
  viewing,
  viewingsOf,
  visitViewing,
} from '../../../test/support/builders';

const closed = { outcome: 'lost', reason: 'Compró otro piso', leadId: null };
const history = {
  seq: 3,
  status: 'Cerrado',
  decision: {
    status: 'Cerrado',
    outcome: 'lost',
    reason: 'Compró otro piso',
    at: timestamp(second(20)),
  },
};
const stored = {
  ...PAIR,
  prospectId: 'prospect',
  assignedTo: 'agent-1',
  source: 'Appointment',
  origin: { portal: 'idealista' },
  status: 'Cerrado',
  closed,
  statusChangedAt: timestamp(second(20)),
  nextViewingAt: timestamp(second(30)),
  offer: { amount: 285_000, currency: 'EUR', at: timestamp(second(15)) },
  attention: { at: timestamp(second(40)), why: 'stale' },
  viewings: { enquiries: {}, appointments: {}, visits: {} },
  history,
};

describe('a lead’s document', () => {
  test('is read back as it was written', () => {
    expect(storedLeadSchema.parse(stored)).toEqual({
      ...stored,
      origin: { portal: 'idealista', campaign: null },
      statusChangedAt: second(20),
      nextViewingAt: second(30),
      offer: { amount: 285_000, currency: 'EUR', at: second(15) },
      attention: { at: second(40), why: 'stale' },
      followUpAt: null,
      listingStatus: null,
      listingStatusAt: null,
      viewings: new Map(),
      moves: new Map(),
      kept: NOTHING_KEPT,
      history: { ...history, decision: { ...history.decision, at: second(20) } },
      unusable: {},
    });
  });
  test.each(['won', 'lost', null])('has the outcome of a decision: %s', (outcome) => {
    const decided = { ...history, decision: { ...history.decision, outcome } };
    const { history: read } = storedLeadSchema.parse({ ...stored, history: decided });
    expect(read?.decision?.outcome).toBe(outcome);
  });
  test('may have no decision', () => {
    const { history: read } = storedLeadSchema.parse({
      ...stored,
      history: { ...history, decision: null },
    });
    expect(read).toEqual({ ...history, decision: null });
  });

  test('has how it was closed: won, lost, or moved to another lead', () => {
    const won = { ...closed, outcome: 'won' };
    expect(storedLeadSchema.parse({ closed: won }).closed).toEqual(won);
    const moved = { outcome: 'moved', reason: 'Otro inmueble', leadId: 'other' };
    expect(storedLeadSchema.parse({ closed: moved }).closed).toEqual(moved);
  });
  test.each(['won', 'lost'])(
    'may be closed as %s without a reason, by an older system',
    (outcome) => {
      expect(storedLeadSchema.parse({ closed: { outcome } }).closed).toEqual({
        outcome,
        reason: '',
        leadId: null,
      });
    },
  );

  test('may lack everything', () => {
    expect(storedLeadSchema.parse({})).toEqual({
      origin: null,
      contactId: null,
      listingId: null,
      prospectId: null,
      assignedTo: null,
      source: null,
      status: null,
      closed: null,
      statusChangedAt: null,
      nextViewingAt: null,
      offer: null,
      attention: null,
      followUpAt: null,
      listingStatus: null,
      listingStatusAt: null,
      viewings: null,
      moves: new Map(),
      kept: NOTHING_KEPT,
      history: null,
      unusable: {},
    });
  });
  test.each(Object.keys(stored).filter((field) => field !== 'status'))(
    'has no %s if the stored value cannot be read, and says so',
    (field) => {
      const value = ['what?'];
      const read = storedLeadSchema.parse({ ...stored, [field]: value });
      expect(read).toEqual({
        ...storedLeadSchema.parse(stored),
        [field]: null,
        unusable: { [field]: value },
      });
    },
  );
  test.each([null, '', undefined])('has nothing unusable where a field is %j', (value) => {
    const fields = Object.fromEntries(Object.keys(stored).map((field) => [field, value]));
    const read = storedLeadSchema.parse({ ...fields, updatedAt: value, missingInfo: value });
    expect(read.unusable).toEqual({});
  });
  test.each([
    ['a date as a text', { updatedAt: '2024-01-03' }],
    ['a text in place of a list', { missingInfo: 'teléfono' }],
    ['a reason that is no text', { closed: { outcome: 'won', reason: 5 } }],
    ['more about its end than is kept', { closed: { outcome: 'won', price: 250_000 } }],
    ['an end in words that are not known', { closed: 'firmado con otra agencia' }],
  ])('says that it has %s', (_what, fields) => {
    expect(storedLeadSchema.parse({ ...stored, ...fields }).unusable).toEqual(fields);
  });
  test.each([
    ['an older lead', { ...stored, history: undefined, status: 'Vendido' }, ['closed']],
    ['an older lead that is Cerrado', { ...stored, history: undefined }, []],
    ['a lead in use whose status was typed over', { ...stored, status: 'Visita Pendiente' }, []],
  ])('with an end and another status than Cerrado: %s', (_what, data, unusable) => {
    expect(Object.keys(storedLeadSchema.parse(data).unusable)).toEqual(unusable);
  });
  test.each([
    ['has no number', { ...history, seq: undefined }],
    ['has the number 0', { ...history, seq: 0 }],
    ['has half a number', { ...history, seq: 1.5 }],
    ['has an unknown status', { ...history, status: 'Perdido' }],
    ['has a decision of no known kind', { ...history, decision: { outcome: 'moved' } }],
    [
      'has a decision without its time',
      { ...history, decision: { ...history.decision, at: null } },
    ],
  ])('has no history if that %s', (_what, damaged) => {
    expect(storedLeadSchema.parse({ ...stored, history: damaged }).history).toBeNull();
  });
  test.each([
    ['a text', 'Perdido', 'Perdido'],
    ['an empty text', '', ''],
    ['a number', 3, '3'],
    ['a map', { step: 3 }, '{"step":3}'],
    ['null', null, null],
    ['nothing', undefined, null],
  ])('has a status as a text to quote if it is %s', (_what, status, text) => {
    expect(storedLeadSchema.parse({ ...stored, status }).status).toBe(text);
  });

  const viewings = (fields: object) => ({ appointments: {}, visits: {}, ...fields });
  test('has what is kept beside its viewings', () => {
    const kept = { source: true, prospectId: true, assignedTo: { replaced: 'ana' } };
    expect(storedLeadSchema.parse({ viewings: viewings({ kept }) })).toMatchObject({ kept });
    const nobody = { assignedTo: { replaced: null } };
    expect(storedLeadSchema.parse({ viewings: viewings({ kept: nobody }) }).kept).toEqual({
      ...NOTHING_KEPT,
      ...nobody,
    });
    expect(storedLeadSchema.parse({ viewings: viewings({ kept: {} }) }).kept).toEqual(NOTHING_KEPT);
  });
  test('has the viewings that left it beside those that it has', () => {
    const movedTo = { at: timestamp(second(5)), leadId: 'other' };
    const { viewings: here, moves } = storedLeadSchema.parse({
      viewings: viewings({ visits: { V: { movedTo } } }),
    });
    expect(here).toEqual(new Map());
    expect(moves).toEqual(new Map([['visits/V', { at: second(5), leadId: 'other' }]]));
  });
  test.each([
    null,
    5,
    [],
    { appointments: {} },
    viewings({ appointments: { A: 5 } }),
    viewings({ kept: { source: false } }),
    viewings({ kept: { assignedTo: 'ana' } }),
  ])('has no viewings if they cannot be read: %j', (stored_) => {
    expect(storedLeadSchema.parse({ viewings: stored_ })).toMatchObject({
      viewings: null,
      moves: new Map(),
      kept: NOTHING_KEPT,
    });
  });
});

test('a lead is read back as it was committed', () => {
  const decision = { status: 'Cerrado', outcome: 'lost', reason: 'x', at: second(1) } as const;
  const scheduled = { ...appointmentState('Scheduled', second(1)), startsAt: second(30) };
  const lead: Lead = {
    ...PAIR,
    prospectId: null,
    assignedTo: 'ana',
    source: 'Visit',
    origin: null,
    status: 'Cerrado',
    closed: { outcome: 'lost', reason: 'x', leadId: null },
    decision,
    viewings: viewingsOf(
      viewing('A', second(1), scheduled),
      visitViewing('W', second(1), offered(285_000, second(15))),
    ),
    moves: new Map([['visits/V', { at: second(5), leadId: 'other' }]]),
    kept: { ...NOTHING_KEPT, source: true },
    followUpAt: second(40),
    listingStatus: null,
    listingStatusAt: null,
    history: { seq: 3, status: 'Cerrado', effectiveAt: second(2) },
  };
  const { history: _history, decision: _decision, ...fields } = lead;
  expect(committedLead('lead', second(9), lead)).toEqual({
    ...fields,
    unusable: {},
    kind: 'stored',
    id: 'lead',
    version: second(9),
    statusChangedAt: second(2),
    nextViewingAt: second(30),
    offer: { amount: 285_000, currency: 'EUR', at: second(15) },
    attention: null,
    history: { seq: 3, status: 'Cerrado', decision },
  });
});
