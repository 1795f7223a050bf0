/**
 * Kinds of fault that once were there, each with its right value (docs/contract.md §2 to §4). `A` and `B`
 * are appointments, `V` is a visit, `L1` and `L2` are listings.
 */
import {
  appointmentRef,
  PAIR,
  second,
  timestamp,
  visitRef,
  type Fields,
} from '../../../test/support/builders';
import { InMemoryPipeline } from '../../../test/support/inMemoryPipeline';
import { eventVersion, type SourceChange } from '../../domain/documents/sourceChange';
import type { SourceRef } from '../../domain/documents/sourceRef';
import type { Pair } from '../../domain/leads/leadId';

const A = appointmentRef('A');
const B = appointmentRef('B');
const V = visitRef('V');
const L1: Pair = PAIR;
const L2: Pair = { ...PAIR, listingId: 'L2' };
const NONE: Pair = { ...PAIR, listingId: null };
const DAY = 24 * 60 * 60;

let pipeline: InMemoryPipeline;
beforeEach(() => {
  pipeline = new InMemoryPipeline();
  pipeline.advance(10 * 365 * DAY);
});

/** A client's write of some fields. Returns its event, which is not delivered. */
function write(ref: SourceRef, fields: Fields): SourceChange {
  pipeline.advance();
  return pipeline.write({ ref, fields, isStamped: true });
}

/** A write that stamps nothing, as in the console. */
function type(ref: SourceRef, fields: Fields): SourceChange {
  pipeline.advance();
  return pipeline.write({ ref, fields, isStamped: false });
}

/** A write of a whole document by another system. */
function set(ref: SourceRef, data: Fields): SourceChange {
  pipeline.advance();
  return pipeline.put(ref, data);
}

/** A document as a check reads it, without an event. */
function readAgain(ref: SourceRef): SourceChange {
  const after = pipeline.read(ref);
  if (after === null) throw new Error('There is one');
  return { kind: 'read', ref, after };
}

function remove(ref: SourceRef): SourceChange {
  pipeline.advance();
  return pipeline.remove(ref);
}

async function deliver(...events: readonly SourceChange[]): Promise<void> {
  for (const event of events) await pipeline.deliver(event);
  for (let own = pipeline.takeOwnEvents(); own.length > 0; own = pipeline.takeOwnEvents()) {
    for (const event of own) await pipeline.deliver(event);
  }
}

function decide(to: Parameters<InMemoryPipeline['decide']>[0]['to'], pair = L1): void {
  pipeline.advance();
  pipeline.decide({ pair, to, outcome: to === 'Cerrado' ? 'lost' : null });
}

const statusOf = (pair: Pair) => pipeline.lead(pair).status;
const fieldsOf = (ref: SourceRef): Fields => pipeline.fieldsOf(ref) ?? {};
const countedIn = (pair: Pair) =>
  [...(pipeline.lead(pair).viewings ?? [])].map(([key, { visits }]) => [key, ...visits.keys()]);
const stateOfA = (pair = L1) =>
  pipeline.lead(pair).viewings?.get('appointments/A')?.appointment ?? null;

const scheduled = { status: 'Scheduled' };
const pending = { status: 'visit_pending', appointmentId: 'A' };
const offered = { status: 'visit_done', outcome: 'offer_made', appointmentId: 'A' };

describe('1. a decision on hearsay', () => {
  test('a visit that waits while its appointment moves follows it', async () => {
    await deliver(write(A, scheduled));
    const visit = write(V, pending);
    const moved = write(A, { listingId: 'L2' });
    await pipeline.deliverInterleaved(visit, 0, () => pipeline.deliver(moved));
    await deliver();
    expect(countedIn(L1)).toEqual([]);
    expect(countedIn(L2)).toEqual([['appointments/A', 'V']]);
    expect(pipeline.lead(L1).closed).toMatchObject({
      outcome: 'moved',
      leadId: pipeline.lead(L2).id,
    });
    expect(fieldsOf(V)['leadId']).toBe(pipeline.lead(L2).id);
  });

  test('an offer reaches the lead to which the console moved its appointment meanwhile', async () => {
    await deliver(write(A, scheduled), write(A, { status: 'NoShow' }));
    const visit = write(V, offered);
    const moved = type(A, { listingId: 'L2' });
    await pipeline.deliverInterleaved(visit, 0, () => pipeline.deliver(moved));
    await deliver();
    expect(statusOf(L2)).toBe('Oferta Presentada');
    expect(pipeline.leads.size).toBe(2);
  });
});

test('2. a viewing that comes back has no visit that left it meanwhile', async () => {
  await deliver(write(A, scheduled), write(B, scheduled), write(V, offered));
  await deliver(write(A, { listingId: 'L2' }));
  await deliver(write(V, { appointmentId: 'B' }));
  await deliver(write(A, { listingId: 'L' }));
  await deliver(write(V, { outcome: 'more_info_needed' }));
  expect(countedIn(L1)).toEqual([['appointments/B', 'V'], ['appointments/A']]);
  expect(statusOf(L1)).toBe('Información Solicitada');
});

test('3. a lead that its last viewing left names the other lead, not itself', async () => {
  await deliver(write(A, scheduled));
  await deliver(write(V, { ...PAIR, status: 'visit_pending' }));
  const moved = write(A, { listingId: 'L2' });
  await deliver(write(V, { appointmentId: 'A' }));
  await deliver(moved);
  expect(pipeline.lead(L1).closed).toMatchObject({
    outcome: 'moved',
    leadId: pipeline.lead(L2).id,
  });
});

test('4. a slip of a pen does not make an old viewing a new one, nor a new one an old one', async () => {
  const C = appointmentRef('C');
  await deliver(write(A, scheduled), write(V, offered));
  decide('Cerrado');
  await deliver(write(C, scheduled));
  expect(statusOf(L1)).toBe('Visita Pendiente');
  await deliver(write(V, { appointmentId: 'C' }));
  await deliver(write(V, { appointmentId: 'A' }));
  expect(statusOf(L1)).toBe('Visita Pendiente');
});

describe('5. one judge: the contact of a visit is its appointment’s', () => {
  test.each(['visit first', 'correction first'])('%s', async (order) => {
    const contact = { ...PAIR, contactId: 'ana' };
    await deliver(write(A, { ...contact, ...scheduled }));
    const visit = write(V, { ...offered, contactId: 'ana' });
    const corrected = type(A, { contactId: 'bea' });
    await deliver(...(order === 'visit first' ? [visit, corrected] : [corrected, visit]));
    const bea = { ...PAIR, contactId: 'bea' };
    expect(statusOf(bea)).toBe('Oferta Presentada');
    expect(fieldsOf(V)).toMatchObject({
      leadId: pipeline.lead(bea).id,
      leadSync: { state: 'linked', id: 'V' },
    });
  });
});

test('6. what is linked is linked as it stands', async () => {
  const created = write(V, pending);
  await deliver(write(V, offered)); // There is no A yet.
  expect(fieldsOf(V)['leadSync']).toMatchObject({ state: 'rejected', id: 'V' });
  await deliver(write(A, scheduled));
  await deliver(created);
  expect(fieldsOf(V)['leadSync']).toMatchObject({ state: 'linked' });
  expect(statusOf(L1)).toBe('Oferta Presentada');
});

test('7. what another system writes back is no write of our own', async () => {
  await deliver(write(A, scheduled));
  const read = fieldsOf(A);
  await deliver(type(A, { leadId: null })); // Linked again, later.
  await deliver(set(A, { ...read, status: 'Cancelled' }));
  expect(statusOf(L1)).toBe('Información Solicitada');
});

describe('10. stamps that are none', () => {
  test('a lead does not wait for a clock that is two hours ahead', async () => {
    const ahead = timestamp(pipeline.now() + second(7_200));
    await deliver(set(A, { ...PAIR, ...scheduled, statusAt: ahead }));
    await deliver(write(A, { status: 'Cancelled' }));
    expect(statusOf(L1)).toBe('Información Solicitada');
  });

  test('such a stamp does not count once its time has come, either', async () => {
    const ahead = timestamp(pipeline.now() + second(7_200));
    await deliver(set(A, { ...PAIR, ...scheduled, statusAt: ahead }));
    decide('Oferta Rechazada');
    pipeline.advance(3 * 7_200);
    await deliver(type(A, { notes: 'Llamar antes', leadId: null }));
    expect(stateOfA()?.at).toBeLessThan(pipeline.lead(L1).history?.decision?.at ?? 0);
    expect(statusOf(L1)).toBe('Oferta Rechazada');
  });

  test('a copy of an appointment is new interest, by the console', async () => {
    await deliver(write(A, scheduled));
    decide('Cerrado');
    pipeline.advance(100 * DAY);
    await deliver(set(B, fieldsOf(A)));
    expect(statusOf(L1)).toBe('Visita Pendiente');
    expect(pipeline.history(L1).at(-1)).toMatchObject({
      actor: { type: 'console' },
      source: { id: 'B' },
    });
    expect(fieldsOf(B)['leadSync']).toMatchObject({ id: 'B' });
  });

  test('a stamp that vanishes says nothing', async () => {
    await deliver(write(A, scheduled));
    decide('Respuesta Pendiente');
    await deliver(set(A, { ...PAIR, ...scheduled }));
    expect(statusOf(L1)).toBe('Respuesta Pendiente');
    expect(fieldsOf(A)['leadSync']).toMatchObject({ state: 'linked' });
  });

  test('an import tells when it happened, not when it was copied', async () => {
    await deliver(write(A, scheduled));
    decide('Cerrado');
    const then = timestamp(pipeline.now() - second(365 * DAY));
    await deliver(set(B, { ...PAIR, ...scheduled, createdAt: then, updatedAt: then }));
    expect(statusOf(L1)).toBe('Cerrado');
  });
});

describe('11. what was erased stays erased', () => {
  test.each(['the appointment', 'the visit without appointment', 'both'])(
    'when %s goes after the lead',
    async (which) => {
      const isA = which !== 'the visit without appointment';
      const isV = which !== 'the appointment';
      if (isA) await deliver(write(A, scheduled));
      if (isV) await deliver(write(V, { ...PAIR, status: 'visit_done' }));
      pipeline.erase(L1);
      await deliver(...(isV ? [remove(V)] : []), ...(isA ? [remove(A)] : []));
      expect(pipeline.leads.size).toBe(0);
      expect(pipeline.history(L1)).toEqual([]);
    },
  );
});

describe('12. the owner and the agent of a lead do not depend on the order of delivery', () => {
  const three = () => [
    write(V, { ...PAIR, status: 'visit_pending' }),
    write(A, { ...scheduled, agentId: 'ana', prospectId: 'p1' }),
    write(B, { ...scheduled, agentId: 'bea', prospectId: 'p2' }),
  ];

  test.each(['in order', 'in reverse'])('three creations %s', async (order) => {
    const events = three();
    await deliver(...(order === 'in order' ? events : events.reverse()));
    expect(pipeline.lead(L1)).toMatchObject({
      source: 'Visit',
      assignedTo: 'ana',
      prospectId: 'p1',
    });
  });

  test('they follow the newest version, even one that changed no state', async () => {
    await deliver(...three());
    const first = write(A, { agentId: 'eva', prospectId: null });
    const second = write(A, { agentId: null });
    await deliver(second, first);
    expect(pipeline.lead(L1)).toMatchObject({ assignedTo: 'bea', prospectId: 'p2' });
  });

  test('the agent whom a person chose stays', async () => {
    await deliver(...three());
    pipeline.assign(L1, 'eva');
    await deliver(write(A, { agentId: 'eva' }));
    await deliver(write(A, { agentId: 'leo' }));
    expect(pipeline.lead(L1).assignedTo).toBe('eva');
  });
});

describe('13. words', () => {
  test('of documents are recognised whatever their composition, case and blanks', async () => {
    await deliver(write(A, { status: 'scheduled ', type: 'VISITA' }));
    expect(statusOf(L1)).toBe('Visita Pendiente');
    await deliver(write(B, { status: 'Scheduled', type: 'Reunio\u0301n' }));
    expect(fieldsOf(B)['leadSync']).toMatchObject({ state: 'linked' });
    expect(fieldsOf(B)['type']).toBe('Reunio\u0301n');
  });

  test('another spelling of the same word is no change', async () => {
    await deliver(write(A, scheduled));
    decide('Respuesta Pendiente');
    await deliver(type(A, { status: 'SCHEDULED' }));
    expect(statusOf(L1)).toBe('Respuesta Pendiente');
  });

  test('an empty text in an optional field is none', async () => {
    await deliver(write(A, { ...scheduled, listingId: '', prospectId: '', type: '' }));
    expect(pipeline.lead(NONE)).toMatchObject({ prospectId: null, listingId: null });
    await deliver(write(V, { ...PAIR, appointmentId: '', status: 'visit_done', outcome: '' }));
    expect(statusOf(L1)).toBe('Visita Realizada');
  });
});

test('17. without a listing, a viewing that was opened later reopens a lost lead', async () => {
  await deliver(write(A, { ...scheduled, listingId: null }));
  decide('Cerrado', NONE);
  await deliver(write(B, { ...scheduled, listingId: null }));
  await deliver(write(B, { status: 'Cancelled' }));
  expect(statusOf(NONE)).toBe('Fase 0: Información Incompleta');
});

test('18. a visit is not taken along by an appointment of another pair under the same id', async () => {
  const [ana, bea] = ['ana', 'bea'].map((contactId) => ({ ...PAIR, contactId }));
  if (ana === undefined || bea === undefined) throw new Error('There are two');
  await deliver(write(A, { ...ana, ...scheduled }), write(V, offered));
  await deliver(remove(A));
  await deliver(write(A, { ...bea, ...scheduled }));
  await deliver(write(V, { outcome: 'more_info_needed' }));
  expect(statusOf(ana)).toBe('Información Solicitada');
  expect(statusOf(bea)).toBe('Visita Pendiente');
  expect(fieldsOf(V)['leadId']).toBe(pipeline.lead(ana).id);
});

describe('19. a retracted visit', () => {
  const retractions: [string, () => SourceChange][] = [
    ['is set back to pending', () => write(V, { status: 'visit_pending' })],
    ['is deleted', () => remove(V)],
    ['is pointed to another appointment', () => write(V, { appointmentId: 'B' })],
  ];

  test.each(retractions)('that %s gives its appointment back', async (_how, retract) => {
    await deliver(write(A, scheduled), write(B, scheduled));
    const at = fieldsOf(A)['statusAt'];
    await deliver(write(V, { ...offered, outcome: null }));
    expect(fieldsOf(A)['status']).toBe('Completed');
    await deliver(retract());
    expect(fieldsOf(A)).toMatchObject({ status: 'Scheduled', statusAt: at });
    expect(stateOfA()).toMatchObject({ status: 'Scheduled', shownCompletedAt: null });
  });

  test.each(retractions)(
    'that %s leaves what a person has written since',
    async (_how, retract) => {
      await deliver(write(A, scheduled), write(B, scheduled), write(V, offered));
      await deliver(write(A, { status: 'NoShow' }));
      await deliver(retract());
      expect(fieldsOf(A)['status']).toBe('NoShow');
    },
  );

  test('leaves the same status whether it was handled before it was retracted or not', async () => {
    await deliver(write(A, scheduled));
    await deliver(write(V, offered));
    await deliver(write(V, { status: 'visit_pending' }));
    const handled = statusOf(L1);
    const other = new InMemoryPipeline();
    pipeline = other;
    await deliver(write(A, scheduled));
    const done = write(V, offered);
    const retracted = write(V, { status: 'visit_pending' });
    await deliver(retracted, done);
    expect([handled, statusOf(L1)]).toEqual(['Visita Pendiente', 'Visita Pendiente']);
  });

  test('a new date that becomes known later is shown, too', async () => {
    const created = write(A, scheduled);
    const visit = write(V, offered);
    const typed = [type(A, { status: 'Cancelled' }), type(A, { status: 'Scheduled' })];
    await deliver(created, visit, ...typed);
    expect(fieldsOf(A)['status']).toBe('Scheduled');
    expect(fieldsOf(A)['statusAt']).toEqual(timestamp(stateOfA()?.at ?? 0));
  });
});

test('20. an appointment that was unusable for a while counts as it is since', async () => {
  await deliver(write(A, scheduled));
  await deliver(write(A, { contactId: '', status: 'Cancelled' }));
  expect(statusOf(L1)).toBe('Visita Pendiente');
  await deliver(write(A, { contactId: PAIR.contactId }));
  expect(statusOf(L1)).toBe('Información Solicitada');
});

describe('21. what retention took', () => {
  const expired = () => ({ expireAt: timestamp(pipeline.now()) });

  test('still stands', async () => {
    await deliver(write(A, { ...scheduled, ...expired() }), write(V, { ...offered, ...expired() }));
    await deliver(remove(A), remove(V));
    expect(statusOf(L1)).toBe('Oferta Presentada');
    expect(stateOfA()?.isDeleted).toBe(true);
  });

  test('still stands if nothing was handled before', async () => {
    const events = [
      write(A, { ...scheduled, ...expired() }),
      write(A, { status: 'Completed' }),
      remove(A),
    ];
    await deliver(...events.reverse());
    expect(statusOf(L1)).toBe('Visita Realizada');
  });

  test('even a scheduled viewing', async () => {
    await deliver(write(A, { ...scheduled, ...expired() }));
    await deliver(remove(A));
    expect(statusOf(L1)).toBe('Visita Pendiente');
  });

  test.each(['Completed', 'Cancelled', 'NoShow'])(
    'and what happened did happen: a deleted appointment that was %s',
    async (status) => {
      await deliver(write(A, scheduled), write(A, { status }));
      const before = statusOf(L1);
      await deliver(remove(A));
      expect(statusOf(L1)).toBe(before);
      expect(stateOfA()).toMatchObject({ status, isDeleted: true });
    },
  );
});

describe('what random histories of new seeds found', () => {
  test('a visit is not judged by what its appointment showed before the same commit', async () => {
    await deliver(write(A, scheduled), write(V, offered));
    const again = [write(V, { status: 'visit_pending' }), write(V, { status: 'visit_done' })];
    await pipeline.deliverTogether(again);
    await deliver();
    expect(fieldsOf(A)['status']).toBe('Completed');
    expect(statusOf(L1)).toBe('Oferta Presentada');
  });

  test('the deletion of a visit finds it where its former appointment took it', async () => {
    await deliver(write(A, scheduled), write(V, offered));
    const events = [
      write(V, { appointmentId: null, contactId: L1.contactId, listingId: L1.listingId }),
      remove(V),
    ];
    await deliver(write(A, { listingId: 'L2' }));
    expect(countedIn(L2)).toEqual([['appointments/A', 'V']]);
    await deliver(...events);
    expect(countedIn(L2)).toEqual([['appointments/A']]);
    expect(fieldsOf(A)['status']).toBe('Scheduled');
    expect(statusOf(L2)).toBe('Visita Pendiente');
  });

  test('a rejected visit names the lead that counts it, whoever removed the name', async () => {
    await deliver(write(A, scheduled), write(V, offered));
    const { id } = pipeline.lead(L1);
    const { leadId: _leadId, leadSync: _leadSync, ...bare } = fieldsOf(V);
    const visit = set(V, { ...bare, appointmentId: 'B' });
    await deliver(visit);
    expect(fieldsOf(V)).toMatchObject({ leadId: id, leadSync: { state: 'rejected' } });

    await deliver(write(B, { ...scheduled, listingId: 'L2' }), write(V, { notes: 'x' }));
    expect(countedIn(L1)).toEqual([['appointments/A']]);
    expect(countedIn(L2)).toEqual([['appointments/B', 'V']]);
    expect(fieldsOf(A)['status']).toBe('Scheduled');
  });

  test('an unusable version that removed the name of a lead still leads there', async () => {
    await deliver(write(A, scheduled));
    const { leadId: _leadId, leadSync: _leadSync, ...bare } = fieldsOf(A);
    const spoiled = set(A, { ...bare, contactId: '' });
    const mended = set(A, { ...bare, listingId: 'L2' });
    await deliver(mended, spoiled);
    expect(countedIn(L1)).toEqual([]);
    expect(countedIn(L2)).toEqual([['appointments/A']]);
  });

  test('a deletion that was handled while an appointment was unusable stays where it was', async () => {
    const alone = { contactId: L1.contactId, listingId: L1.listingId, status: 'visit_done' };
    await deliver(write(V, alone));
    const spoiled = write(A, { ...scheduled, contactId: '', listingId: 'L2' });
    write(V, { appointmentId: 'A' });
    const deletion = remove(V);
    await deliver(spoiled, deletion);
    const closed = [statusOf(L1), pipeline.lead(L1).closed];
    await deliver(write(A, { contactId: L1.contactId }), deletion);
    expect([statusOf(L1), pipeline.lead(L1).closed]).toEqual(closed);
    expect(countedIn(L2)).toEqual([['appointments/A']]);
  });

  test('an unusable version says nothing of when the usable one after it began', async () => {
    await deliver(write(A, scheduled));
    const ahead = timestamp(pipeline.now() + second(7_200));
    const spoiled = type(A, { contactId: '', type: 'Reunión', statusAt: ahead });
    const visit = write(V, { status: 'visit_done', appointmentId: 'A' });
    const mended = type(A, { contactId: L1.contactId });
    await deliver(visit, spoiled, mended);
    expect(stateOfA()).toMatchObject({ type: 'Reunión', at: eventVersion(mended).updateTime });
    expect(fieldsOf(A)['status']).toBe('Scheduled');
  });
});

describe('22. the stamp with which the server showed an appointment as scheduled again', () => {
  /**
   * A was scheduled, cancelled, visited, and typed to be scheduled again; then its first version was written back. The
   * events of the last three come after that of the visit, which has completed A by then.
   */
  async function playWrittenBack(): Promise<{ late: SourceChange[]; back: SourceChange }> {
    const created = write(A, scheduled);
    const first = fieldsOf(A);
    const cancelled = write(A, { status: 'Cancelled' });
    const visit = write(V, offered);
    const again = type(A, scheduled);
    const back = set(A, first);
    await deliver(created, visit);
    expect(fieldsOf(A)['status']).toBe('Completed');
    return { late: [cancelled, again], back };
  }

  test('is no new date: the visit completes what was written back', async () => {
    const { late, back } = await playWrittenBack();
    await deliver(...late);
    expect(fieldsOf(A)['status']).toBe('Scheduled');
    await deliver(back);
    expect(fieldsOf(A)['status']).toBe('Completed');
    expect(statusOf(L1)).toBe('Oferta Presentada');
  });

  test('is no later stamp of what was written back: a check changes nothing', async () => {
    const { late, back } = await playWrittenBack();
    await deliver(...late, write(V, { status: 'visit_pending', outcome: null }), back);
    const before = stateOfA();
    await deliver(readAgain(A));
    expect(stateOfA()).toEqual(before);
  });

  test('tells a lead that was put back from a backup what it does not know', async () => {
    const { late } = await playWrittenBack();
    const earlier = pipeline.lead(L1);
    await deliver(...late);
    const known = stateOfA();
    pipeline.leads.set(earlier.id, { ...earlier, version: pipeline.now() });
    await deliver(readAgain(A));
    expect(stateOfA()?.at).toBe(known?.at);
    expect(fieldsOf(A)['status']).toBe('Scheduled');
  });
});
