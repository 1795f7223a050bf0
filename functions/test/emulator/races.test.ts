import '../support/ownProject';
import { anotherProcess, deliver, type DocumentEvent } from '../support/events';
import { Scene, type Source } from '../support/firestore';
import { catchLogs } from '../support/logs';
import { failEveryCommit, failNextCommit, holdNextCommit, measure } from '../support/traffic';
import { until } from '../support/until';

const logs = catchLogs();
jest.setTimeout(60_000);

const another = anotherProcess();
afterAll(another.stop);

/** Every second event goes to another process, whose turns this one does not know. */
const inTwoProcesses = (n: number) => (n % 2 === 0 ? undefined : another.functions);

async function createAll(sources: readonly Source[]): Promise<DocumentEvent[]> {
  const events: DocumentEvent[] = [];
  for (const source of sources) events.push(await source.create({}));
  return events;
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('simultaneous events', () => {
  test.each([
    ['one process', () => undefined],
    ['two processes', inTwoProcesses],
  ])('50 of one pair in %s make one lead, and lose nothing', async (_where, functions) => {
    const scene = new Scene();
    const appointments = numbered(50).map((n) => scene.appointment(`A${String(n)}`));
    await scene.deliverAtOnce(await createAll(appointments), functions);
    const lead = await scene.lead();
    expect(lead.status).toBe('Visita Pendiente');
    expect(lead.history).toHaveLength(2);
    expect([...lead.appointments].sort()).toEqual(appointments.map(({ id }) => id).sort());
    for (const appointment of appointments) {
      expect(await appointment.read()).toMatchObject({
        leadId: lead.id,
        leadSync: { state: 'linked' },
      });
    }
  });

  test('50 of one pair in one process do not conflict: each commits once', async () => {
    const scene = new Scene();
    const appointments = numbered(50).map((n) => scene.appointment(`A${String(n)}`));
    const events = await createAll(appointments);
    const { rpcs } = await measure(() => scene.deliverAtOnce(events));
    // A read and a commit for each, and the query for the first; what the scene reads is its own.
    expect(rpcs).toBeLessThanOrEqual(50 * 2 + 1 + 6);
  });

  test('300 over 100 pairs make 100 leads of three viewings each', async () => {
    const scenes = numbered(100).map(() => new Scene());
    const events = await Promise.all(
      scenes.map((scene) => createAll(['A', 'B', 'C'].map((name) => scene.appointment(name)))),
    );
    await Promise.all(events.flat().map((event) => deliver(event)));
    for (const scene of scenes) {
      const lead = await scene.lead();
      expect(lead.appointments).toHaveLength(3);
      expect(lead.chain.map(([to]) => to)).toEqual([
        'Fase 0: Información Incompleta',
        'Visita Pendiente',
      ]);
    }
  });

  test('the same one, twenty times at once, counts once', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    await scene.deliverAtOnce(
      numbered(20).map(() => created),
      inTwoProcesses,
    );
    const V = scene.visit('V', A);
    const visited = await V.create({ outcome: 'offer_made' });
    await scene.deliverAtOnce(
      numbered(20).map(() => visited),
      inTwoProcesses,
    );
    expect((await scene.lead()).chain.map(([to]) => to)).toEqual([
      'Fase 0: Información Incompleta',
      'Visita Pendiente',
      'Visita Realizada',
      'Oferta Presentada',
    ]);
    expect(await A.read()).toMatchObject({ status: 'Completed' });
  });

  test('a visit and its appointment, both new, in either process', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const V = scene.visit('V', A);
    const events = [await A.create({}), await V.create({ outcome: 'more_info_needed' })];
    await scene.deliverAtOnce(events, inTwoProcesses);
    const lead = await scene.lead();
    expect(lead.status).toBe('Información Solicitada');
    expect(await A.read()).toMatchObject({ status: 'Completed', leadId: lead.id });
    expect(await V.read()).toMatchObject({ leadId: lead.id });
  });

  test('a corrected listing and a visit: the visit goes where its appointment goes', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const visited = await scene.visit('V', A).create({ outcome: 'offer_made' });
    const corrected = await A.update({ listingId: scene.named('L2') });
    await scene.deliverAtOnce([visited, corrected], inTwoProcesses);
    expect(await scene.lead()).toMatchObject({
      status: 'Cerrado',
      closed: { outcome: 'moved' },
    });
    const lead = await scene.lead(scene.named('L2'));
    expect(lead.status).toBe('Oferta Presentada');
    expect(await A.read()).toMatchObject({ leadId: lead.id, status: 'Completed' });
  });

  test('a console edit and an appointment: both count', async () => {
    const scene = new Scene();
    await scene.play(() => scene.appointment('A').create({}));
    const edited = await scene.editLead(await scene.lead(), { status: 'Oferta Aceptada' })();
    const created = await scene.appointment('B').create({});
    await scene.deliverAtOnce([edited, created], inTwoProcesses);
    const lead = await scene.lead();
    expect(lead.status).toBe('Oferta Aceptada');
    expect(lead.appointments).toHaveLength(2);
    expect(lead.chain.filter(([, cause]) => cause === 'console.edited')).toHaveLength(1);
  });
});

describe('a document that changes between the decision and the commit', () => {
  test('is read again: its listing has come meanwhile', async () => {
    const scene = new Scene();
    const A = scene.appointment('A', { listingId: null });
    const created = await A.create({});
    const held = holdNextCommit();
    const handled = deliver(created);
    await until('the decision', held.isReached);
    const filled = await A.update({ listingId: scene.listingId });
    held.release();
    await handled;
    await scene.deliver(filled);
    expect((await scene.leads()).map(({ data }) => data['listingId'])).toEqual([scene.listingId]);
    expect((await scene.lead()).status).toBe('Visita Pendiente');
  });

  test('is left to its deletion where that has come meanwhile', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    const held = holdNextCommit();
    const handled = deliver(created);
    await until('the decision', held.isReached);
    const removed = await A.remove();
    held.release();
    await handled;
    expect(await scene.leads()).toEqual([]);
    await scene.deliver(removed);
    expect((await scene.lead()).status).toBe('Información Solicitada');
  });
});

describe('a commit that fails', () => {
  const faults = [
    ['unavailable', 'before it is applied'],
    ['unavailable', 'after it was applied'],
    ['deadlineExceeded', 'before it is applied'],
    ['deadlineExceeded', 'after it was applied'],
    ['aborted', 'before it is applied'],
    ['failedPrecondition', 'before it is applied'],
  ] as const;

  test.each(faults)('%s, %s, changes nothing in the end', async (code, when) => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    failNextCommit(code, when);
    await scene.deliver(created);
    const visited = await scene.visit('V', A).create({ outcome: 'offer_made' });
    failNextCommit(code, when);
    await scene.deliver(visited);
    expect((await scene.lead()).chain.map(([to]) => to)).toEqual([
      'Fase 0: Información Incompleta',
      'Visita Pendiente',
      'Visita Realizada',
      'Oferta Presentada',
    ]);
    expect(await A.read()).toMatchObject({ status: 'Completed' });
  });

  test('again and again throws, so that the event is delivered again; then it counts', async () => {
    const scene = new Scene();
    const created = await scene.appointment('A').create({});
    const mend = failEveryCommit('unavailable');
    await expect(deliver(created)).rejects.toMatchObject({ code: 14 });
    mend();
    expect(await scene.leads()).toEqual([]);
    await scene.deliver(created);
    expect((await scene.lead()).status).toBe('Visita Pendiente');
  });

  test('for good is told to the document, and not tried for a day', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    const created = await A.create({});
    failNextCommit('invalidArgument', 'before it is applied');
    await deliver(created);
    expect(await A.read()).toMatchObject({
      leadSync: { state: 'rejected', issues: [{ path: '' }] },
    });
    expect(logs.filter(({ severity }) => severity === 'warn')).toHaveLength(1);
  });
});
