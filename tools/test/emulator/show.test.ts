/** `npm run leads -- show`, run as an operator runs it. */
import { projectId } from '../../../functions/test/support/ownProject';
import { z } from 'zod';
import { Fixture } from '../../../functions/test/support/fixture';
import { catchLogs } from '../../../functions/test/support/logs';
import { newLeadsCommand } from '../support/operator';

catchLogs();
const leads = newLeadsCommand(projectId);
const show = (...args: readonly string[]) => leads('show', ...args);

/** A lead with a visit that took place and an appointment still to come. */
async function playViewings() {
  const fixture = new Fixture();
  const [A, B] = [fixture.appointment('A', { agentId: 'agent-9' }), fixture.appointment('B')];
  const V = fixture.visit('V', A);
  await fixture.play(
    () => A.create({}),
    () => V.create({ outcome: 'more_info_needed' }),
    () => B.create({}),
  );
  return { fixture, A, B, V, lead: await fixture.lead() };
}

test('a lead is shown with its history, its viewings, and what would happen next', async () => {
  const { fixture, A, B, V, lead } = await playViewings();
  const { status, output } = await show(lead.id);
  expect(status).toBe(0);
  const lines = output.split('\n').map((line) => line.trim());
  expect(lines[0]).toBe(`Lead ${lead.id}`);
  expect(output).toContain(`contact ${fixture.contactId}   listing ${fixture.listingId}`);
  expect(output).toContain('owner –   agent agent-9');
  expect(lines).toContain('Visita Pendiente');
  expect(output).toMatch(
    / {2}will need somebody on \d{4}-\d\d-\d\d \d\d:\d\d: its viewing has no date\n/,
  );
  expect(lines.filter((line) => /^\d+ /.test(line)).map((line) => line.slice(0, 3))).toEqual(
    lead.history.map(({ seq }) => `${String(seq)}  `),
  );
  expect(output).toMatch(/2 {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}Visita Pendiente, for \d+ s\n/);
  expect(output).toMatch(/5 {2}\S+ \S+ {2}Visita Pendiente, for \d+ s so far\n/);
  expect(output).toContain(
    `Visita programada (appointment.scheduled, appointments/${B.id}), by user agent-1`,
  );
  expect(output).toContain(`appointments/${A.id}: Completed, Visita, opened `);
  expect(output).toContain(`visits/${V.id}: visit_done, more_info_needed, `);
  expect(lines).toContain(`${B.id} becomes Cancelled → Información Solicitada`);
  expect(lines).toContain('a new appointment → Visita Pendiente');
  expect(lines).toContain(
    'by hand, an agent → Información Solicitada, Respuesta Pendiente, Cerrado (lost)',
  );
});

test('an appointment shows its lead', async () => {
  const { A, lead } = await playViewings();
  expect((await show(A.id)).output).toContain(`Lead ${lead.id}\n`);
});

test('--json gives everything, with times in microseconds', async () => {
  const { A, B, V, lead } = await playViewings();
  const { output } = await leads('--json', 'show', lead.id);
  const shown = z
    .object({
      lead: z.object({ id: z.string(), status: z.string() }),
      history: z.array(z.object({ seq: z.number(), to: z.string(), effectiveAt: z.number() })),
      viewings: z.array(z.object({ ref: z.object({ id: z.string() }), visits: z.unknown() })),
      next: z.array(z.object({ happens: z.string(), status: z.string() })),
    })
    .parse(JSON.parse(output));
  expect(shown.lead).toEqual({ id: lead.id, status: 'Visita Pendiente' });
  expect(shown.history.map(({ seq, to }) => [seq, to])).toEqual(
    lead.history.map(({ seq, to }) => [seq, to]),
  );
  expect(shown.history.map(({ effectiveAt }) => Math.floor(effectiveAt / 1_000))).toEqual(
    lead.history.map(({ effectiveAt }) => effectiveAt.toMillis()),
  );
  expect(shown.viewings.map(({ ref }) => ref.id).sort()).toEqual([A.id, B.id].sort());
  expect(JSON.stringify(shown.viewings)).toContain(V.id);
  expect(shown.next.map(({ happens }) => happens)).toContain('new appointment');
});

test('a lead of an older system is shown with the status it has', async () => {
  const fixture = new Fixture();
  const ref = await fixture.restoreLead(fixture.named('older'), { status: 'En negociación' });
  const { status, output } = await show(ref.id);
  expect(status).toBe(0);
  expect(output).toContain('  En negociación\n');
  expect(output).toContain('none: a lead of an older system');
});

test('a closed lead says how it was closed, and an entry that cannot be read is named', async () => {
  const { fixture, lead } = await playViewings();
  await fixture.play(fixture.editLead(lead, { status: 'Cerrado' }));
  await lead.ref.collection('statusHistory').doc('nota').set({ texto: 'x' });
  const { output } = await show(lead.id);
  expect(output).toMatch(/^ {2}Cerrado \(lost: .+\)$/m);
  expect(output.match(/entry \S+ cannot be read/g)).toEqual(['entry nota cannot be read']);
  expect(output).toContain('by hand, an agent → nowhere');
});

test('an id without a lead is explained in one sentence', async () => {
  const fixture = new Fixture();
  const rejected = fixture.appointment('rejected');
  await fixture.play(() => rejected.create({ status: 'Programada' }));
  const unhandled = fixture.appointment('unhandled');
  await unhandled.create({});
  const answers: [id: string, message: RegExp][] = [
    [rejected.id, /has no lead: status .+\.$/],
    [unhandled.id, /has no lead: its event has not been handled yet\.$/],
    [fixture.named('nothing'), /^There is no lead, no appointment and no enquiry nothing-/],
    ['a/b', /^a\/b is not a document id\.$/],
  ];
  for (const [id, message] of answers) {
    const { status, output } = await show(id);
    expect(output).toMatch(message);
    expect(output.split('\n')).toHaveLength(1);
    expect(status).toBe(1);
  }
});
