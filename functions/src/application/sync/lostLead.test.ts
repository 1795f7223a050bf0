import * as fc from 'fast-check';
import { LEAD_STATUSES } from '../../domain/leadStatus';
import { appointment, manual, visit, type Action } from '../../../test/support/actions';
import { PAIR, timestamp, type Fields } from '../../../test/support/builders';
import { InMemoryPipeline } from '../../../test/support/inMemoryPipeline';

/*
 * A lead that lost its bookkeeping, as by a write that replaced its document (docs/contract.md §3). The histories have
 * what the documents still tell: stamped states, of documents that exist. They never have a deletion, an unstamped
 * state, a viewing that moves, a visit that is taken back (the time of the appointment's own
 * state stood in its place), or a move by hand to the status that the lead has already, which no entry records.
 */

const setAppointment = fc
  .record({
    id: fc.constantFrom('A', 'B', 'C'),
    status: fc.constantFrom('Scheduled', 'Completed', 'Cancelled', 'NoShow'),
  })
  .map(({ id, status }) => appointment(id, { status }));
const setVisit = fc
  .record({
    appointmentId: fc.constantFrom('A', 'B', null),
    status: fc.constant('visit_done'),
    outcome: fc.constantFrom('offer_made', 'more_info_needed', null),
  })
  .map(({ appointmentId, ...fields }) =>
    visit(`V-${appointmentId ?? 'alone'}`, {
      ...(appointmentId === null ? PAIR : { appointmentId }),
      ...fields,
    }),
  );
const move = fc
  .record({
    to: fc.constantFrom(...LEAD_STATUSES),
    outcome: fc.constantFrom('won' as const, 'lost' as const),
  })
  .map(({ to, outcome }) => manual(to, to === 'Cerrado' ? outcome : null));
/** What is left of the lead's document. */
const remains = fc.constantFrom<((lead: Fields) => Fields)[]>(
  () => ({}),
  () => ({ notes: 'llamó' }),
  ({ status }) => ({ ...PAIR, status }),
  ({ history }) => ({ ...PAIR, history }),
  ({ status, history }) => ({ ...PAIR, status, history, viewings: 'gone' }),
  ({ status }) => ({ ...PAIR, status, viewings: 3, history: [] }),
);

/** Plays actions after each other. Before one of them the lead loses what is not left of it. */
async function play(
  actions: readonly Action[],
  loss: { before: number; left: (lead: Fields) => Fields } | null,
): Promise<InMemoryPipeline> {
  const pipeline = new InMemoryPipeline();
  for (const id of ['A', 'B', 'C']) {
    await pipeline.deliver(pipeline.write(appointment(id, { status: 'Scheduled' })));
  }
  await deliverOwn(pipeline);
  for (const [n, action] of actions.entries()) {
    pipeline.advance(1_000);
    if (loss?.before === n) {
      const { status, history } = pipeline.lead();
      if (history === null) throw new Error('The lead is in use');
      const decision = history.decision && {
        ...history.decision,
        at: timestamp(history.decision.at),
      };
      pipeline.replaceLead(PAIR, loss.left({ status, history: { ...history, decision } }));
    }
    if ('to' in action) {
      if (pipeline.lead().status !== action.to) pipeline.decide(action);
    } else await pipeline.deliver(pipeline.write(action));
    await deliverOwn(pipeline);
  }
  return pipeline;
}

async function deliverOwn(pipeline: InMemoryPipeline): Promise<void> {
  for (;;) {
    const own = pipeline.takeOwnEvents();
    if (own.length === 0) return;
    for (const event of own) await pipeline.deliver(event);
  }
}

test('a lead gathers its documents before it judges what happens next', async () => {
  const actions = fc.array(fc.oneof({ weight: 3, arbitrary: setAppointment }, setVisit, move), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(
      actions,
      fc.oneof(setAppointment, setVisit),
      fc.nat(7),
      remains,
      async (before, last, at, left) => {
        const all = [...before, last];
        const lossAt = Math.min(at, before.length);
        fc.pre(!('to' in (all[lossAt] ?? last)));
        const whole = await play(all, null);
        const lost = await play(all, { before: lossAt, left });
        const { contactId, listingId, status, closed, viewings } = lost.lead();
        expect({ contactId, listingId }).toEqual(PAIR);
        expect([status, closed?.outcome]).toEqual([
          whole.lead().status,
          whole.lead().closed?.outcome,
        ]);
        expect([...(viewings ?? [])].map(([key]) => key).sort()).toEqual(
          [...(whole.lead().viewings ?? [])].map(([key]) => key).sort(),
        );
        const history = lost.history();
        expect(history.map(({ seq }) => seq)).toEqual(history.map((_, n) => n + 1));
        expect(history.map(({ from }) => from)).toEqual([
          null,
          ...history.slice(0, -1).map(({ to }) => to),
        ]);
        expect(history.at(-1)?.to).toBe(status);
      },
    ),
    { numRuns: 300 },
  );
});
