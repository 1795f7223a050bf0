/** An update writes only the viewings that changed. The document is then as if it were written as a whole. */
import '../support/ownProject';
import { sourceKey } from '../../src/domain/documents/sourceRef';
import { createLead, type LeadChange } from '../../src/domain/leads/changeLead';
import { NOTHING_KEPT, type KeptFields } from '../../src/domain/leads/lead';
import { basisOf, EMPTY_PLAN } from '../../src/domain/sync/syncPlan';
import type { Moves, Viewings } from '../../src/domain/viewings/viewing';
import { database } from '../../src/firestore/database';
import { newLeadData } from '../../src/firestore/leadEncoding';
import { commitPlan, readLead } from '../../src/firestore/leadStore';
import { leadPath } from '../../src/firestore/paths';
import {
  AGENT,
  appointmentRef,
  appointmentState,
  done,
  PAIR,
  second,
  viewing,
  viewingsOf,
  visitViewing,
} from '../support/builders';

/** Ids that a path or a map key may not take as they are. */
const IDS = [
  ...['A', '0', 'a.b', 'a b', '`', '\\', '\\`', '"', "'", '[0]', '*', '~', 'ñ', '🏠', '%2F', '\n'],
  ...['__id7__', '__proto__', 'constructor', 'toString', 'kept', 'appointments', 'id', 'movedTo'],
  ...['ñ'.repeat(500), 'ñ'.repeat(501), '`'.repeat(1_000), 'x'.repeat(1_500)],
];

const created = createLead(PAIR, 'Appointment', null, {
  source: appointmentRef('A'),
  actor: AGENT,
  effectiveAt: second(10),
});

interface Held {
  viewings: Viewings;
  moves: Moves;
  kept?: KeptFields;
}

/** Commits a lead that holds some viewings first, and then others. */
async function commitBoth(leadId: string, first: Held, then: Held): Promise<LeadChange> {
  const db = database();
  const change = (held: Held): LeadChange => ({ ...created, lead: { ...created.lead, ...held } });
  const write = { id: leadId, basis: { kind: 'none' as const }, change: change(first) };
  const [stored] = await commitPlan(db, { ...EMPTY_PLAN, leads: [write] });
  const next = { ...change(then), entries: [] };
  const update = { id: leadId, basis: basisOf(stored ?? null), change: next };
  const [committed] = await commitPlan(db, { ...EMPTY_PLAN, leads: [update] });
  expect(await readLead(db, leadId)).toEqual(committed);
  return next;
}

async function expectWhole(leadId: string, change: LeadChange): Promise<void> {
  const document = await database().doc(leadPath(leadId)).get();
  expect(document.get('viewings')).toEqual(newLeadData(change, null)['viewings']);
}

const appointmentOf = (id: string, status: 'Scheduled' | 'Cancelled', at: number) =>
  viewing(id, second(1), appointmentState(status, second(at)), { V: done(null, second(at)) });
const visitOf = (id: string) => visitViewing(id, second(1), done(null, second(2)));
const others = [appointmentOf('other', 'Scheduled', 1), visitOf('other')];

test.each(IDS.map((id, n) => ({ id, n })))(
  'the viewings of $id come, change, move and go',
  async ({ id, n }) => {
    const none: Held = { viewings: viewingsOf(...others), moves: new Map() };
    const here: Held = {
      viewings: viewingsOf(...others, appointmentOf(id, 'Scheduled', 1), visitOf(id)),
      moves: new Map(),
    };
    const changed: Held = {
      ...here,
      viewings: new Map([...here.viewings, ...viewingsOf(appointmentOf(id, 'Cancelled', 2))]),
    };
    const moved: Held = {
      ...none,
      moves: new Map([[sourceKey(appointmentRef(id)), { at: second(5), leadId: 'other' }]]),
      kept: { ...NOTHING_KEPT, source: true },
    };
    const steps: [Held, Held][] = [
      [none, here],
      [here, changed],
      [changed, moved],
      [moved, here],
      [moved, none],
    ];
    for (const [step, [first, then]] of steps.entries()) {
      const leadId = `lead-${n}-${step}`;
      await expectWhole(leadId, await commitBoth(leadId, first, then));
    }
  },
);

test('a lead loses its last viewings, and gets its first', async () => {
  const none: Held = { viewings: new Map(), moves: new Map() };
  const here: Held = { ...none, viewings: viewingsOf(...others) };
  await expectWhole('last', await commitBoth('last', here, none));
  await expectWhole('first', await commitBoth('first', none, here));
});
