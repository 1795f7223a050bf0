import '../support/ownProject';
import { FieldValue } from 'firebase-admin/firestore';
import { deliver } from '../support/events';
import { Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { ANY_TIMESTAMP, BY_CONSOLE, schedule, setStatus, overwriteStatus } from '../support/steps';

const logs = catchLogs();

describe('a status typed over in the console (§6)', () => {
  test('is recorded as a decision of the console', async () => {
    const fixture = new Fixture();
    await fixture.play(schedule(fixture.appointment('A')));
    const edit = await overwriteStatus(fixture, 'Respuesta Pendiente')();
    await fixture.deliver(edit);
    const lead = await fixture.lead();
    expect(lead.history[2]).toEqual({
      id: '000003',
      seq: 3,
      from: 'Visita Pendiente',
      to: 'Respuesta Pendiente',
      at: ANY_TIMESTAMP,
      effectiveAt: edit.after.updateTime,
      cause: 'console.edited',
      reason: expect.any(String),
      source: { collection: 'leads', id: lead.id },
      actor: BY_CONSOLE,
      secondsInPrevious: expect.any(Number),
    });
  });

  test.each([
    'Información Solicitada'.normalize('NFD'),
    'información solicitada',
    ' Información Solicitada ',
  ])('is recognised and written in its own form: %j', async (typed) => {
    const fixture = new Fixture();
    await fixture.play(schedule(fixture.appointment('A')), overwriteStatus(fixture, typed));
    const { status, chain } = await fixture.lead();
    expect(status).toBe('Información Solicitada');
    expect(chain.at(-1)).toEqual(['Información Solicitada', 'console.edited']);
  });

  test('is rewritten without an entry if it is the one that the lead has, in another spelling', async () => {
    const fixture = new Fixture();
    await fixture.play(schedule(fixture.appointment('A')));
    await fixture.play(overwriteStatus(fixture, 'visita pendiente '));
    const { status, history } = await fixture.lead();
    expect([status, history.length]).toEqual(['Visita Pendiente', 2]);
    expect(logs.filter(({ severity }) => severity === 'warn')).toEqual([]);
  });

  test('stands against older states, and yields to newer ones', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    const noShow = await A.update({ status: 'NoShow' });
    await fixture.play(overwriteStatus(fixture, 'Respuesta Pendiente'));
    await fixture.deliver(noShow);
    expect((await fixture.lead()).status).toBe('Respuesta Pendiente');
    await fixture.play(setStatus(A, 'Scheduled'));
    expect((await fixture.lead()).status).toBe('Visita Pendiente');
  });

  test('reopens a closed lead, which then has no outcome', async () => {
    const fixture = new Fixture();
    await fixture.play(
      schedule(fixture.appointment('A')),
      overwriteStatus(fixture, 'Cerrado'),
      overwriteStatus(fixture, 'Información Solicitada'),
    );
    const { data, status } = await fixture.lead();
    expect(status).toBe('Información Solicitada');
    expect(data).not.toHaveProperty('closed');
  });

  test('is not recorded if the lead is deleted', async () => {
    const fixture = new Fixture();
    await fixture.play(schedule(fixture.appointment('A')));
    const { ref } = await fixture.lead();
    const edit = await overwriteStatus(fixture, 'Respuesta Pendiente')();
    await ref.delete();
    await fixture.deliver(edit);
    expect(await fixture.leads()).toEqual([]);
  });

  test('is left alone if the lead lost its history since', async () => {
    const fixture = new Fixture();
    await fixture.play(schedule(fixture.appointment('A')));
    const { ref } = await fixture.lead();
    const edit = await overwriteStatus(fixture, 'Respuesta Pendiente')();
    const { writeTime } = await ref.update({ history: FieldValue.delete() });
    await deliver(edit);
    expect((await ref.get()).updateTime).toEqual(writeTime);
  });
});
