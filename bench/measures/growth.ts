import { database } from '../../functions/src/firestore/database';
import type { Traffic } from '../../functions/test/support/traffic';
import { Instances } from '../instances';
import { write } from '../../functions/test/support/writeDocuments';
import { createAppointments, newAppointment, type Pairs } from '../project';
import { summarize, summarizeRatios } from '../statistics';
import type { Measure, Row, Size } from './measure';

/** Measures whether an event costs more with more leads, a longer history, or more viewings of its lead. */
export const growth: Measure = {
  name: 'growth',
  title: 'Does an event cost more as the data grows?',
  run: async (size, project) => {
    const instance = new Instances(project);
    try {
      await warmUp(instance, size);
      return [
        ...(await measureAmongLeads(instance, size)),
        ...(await measureHistories(instance, size)),
        ...(await measureViewings(instance, size)),
      ];
    } finally {
      await instance.end();
    }
  },
};

async function warmUp(instance: Instances, { events }: Size): Promise<void> {
  for (let n = 0; n < 2; n += 1) {
    const { paths } = await createAppointments(events, 2);
    await instance.handle('Embudo', paths, { atOnce: false });
  }
}

/** Measures new and known pairs, with few other leads in the database and with many. */
async function measureAmongLeads(instance: Instances, size: Size): Promise<Row[]> {
  const { events, leads } = size;
  const times: Record<string, number[]> = {};
  let present = 0;
  for (const count of leads) {
    await addLeads(present, count);
    present = count;
    const { paths } = await createAppointments(events, 2);
    const handled = await instance.handle('Embudo', paths, { atOnce: false });
    times[`a new pair, ${count} leads`] = handled?.each.slice(0, events) ?? [];
    times[`a known pair, ${count} leads`] = handled?.each.slice(events) ?? [];
  }
  const [few, many] = leads;
  return ['a new pair', 'a known pair'].flatMap((kind) =>
    compareWithFirst(times, [`${kind}, ${few} leads`, `${kind}, ${many} leads`]),
  );
}

/** Writes leads of other pairs, each like a lead with one appointment. */
async function addLeads(from: number, to: number): Promise<void> {
  await write(
    Array.from({ length: to - from }, (_, n): [string, Record<string, unknown>] => {
      const contactId = `otro-contacto-${from + n}`;
      const { prospectId, listingId } = newAppointment(contactId);
      const status = 'Visita Pendiente';
      return [
        `leads/${(from + n).toString(16).padStart(32, 'f')}`,
        { contactId, listingId, prospectId, status, source: 'Appointment', missingInfo: [] },
      ];
    }),
  );
}

/** Measures a lead with two history entries, and one with many. */
async function measureHistories(
  instance: Instances,
  { events, historyEntries }: Size,
): Promise<Row[]> {
  const [short, long] = [await createLead(instance), await createLead(instance)];
  const newest = await long.lead.collection('statusHistory').doc('000002').get();
  const idOf = (seq: number): string => String(seq).padStart(6, '0');
  await write(
    Array.from({ length: historyEntries - 2 }, (_, n): [string, Record<string, unknown>] => {
      const seq = n + 3;
      return [
        `${long.lead.path}/statusHistory/${idOf(seq)}`,
        { ...newest.data(), seq, from: 'Visita Pendiente' },
      ];
    }),
  );
  await long.lead.update({ 'history.seq': historyEntries });
  return measureInTurn(instance, events, [
    { name: '2 history entries', pair: short },
    { name: `${historyEntries} history entries`, pair: long },
  ]);
}

/** Measures leads with few viewings and with many. A lead is read and written with all its viewings. */
async function measureViewings(instance: Instances, { events, viewings }: Size): Promise<Row[]> {
  const leads = [];
  for (const count of viewings) {
    const pair = await createAppointments(1, count);
    await instance.handle('Embudo', pair.paths, { atOnce: false });
    leads.push({ name: `${count} viewing${count === 1 ? '' : 's'}`, pair });
  }
  return measureInTurn(instance, events, leads);
}

/** Changes an appointment of each lead back and forth, the leads in turn. Compares each with the first. */
async function measureInTurn(
  instance: Instances,
  events: number,
  leads: readonly { name: string; pair: Pairs }[],
): Promise<Row[]> {
  const names = leads.map(({ name }) => name);
  const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  const computed: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  const costs: Record<string, Traffic> = {};
  for (let n = 0; n < events; n += 1) {
    for (const { name, pair } of leads) {
      const fields = { status: n % 2 === 0 ? 'Completed' : 'Scheduled' };
      const { ms, cpuMs, traffic } = await instance.write(pair.paths[0] ?? '', fields);
      times[name]?.push(ms);
      computed[name]?.push(cpuMs);
      costs[name] = traffic;
    }
  }
  const found = names.map((name): [string, Row['found']] => {
    const computing = `${summarize(computed[name] ?? []).median.toFixed(1)} ms`;
    return [name, { ...costs[name], computing }];
  });
  return compareWithFirst(times, names, Object.fromEntries(found));
}

async function createLead(
  instance: Instances,
): Promise<Pairs & { lead: FirebaseFirestore.DocumentReference }> {
  const pair = await createAppointments(1, 1);
  await instance.handle('Embudo', pair.paths);
  const appointment = await database()
    .doc(pair.paths[0] ?? '')
    .get();
  return {
    ...pair,
    lead: database()
      .collection('leads')
      .doc(String(appointment.get('leadId'))),
  };
}

/** Rows that compare each series of times with the first. */
function compareWithFirst(
  times: Readonly<Record<string, readonly number[]>>,
  names: readonly string[],
  found: Readonly<Record<string, Row['found']>> = {},
): Row[] {
  const first = times[names[0] ?? ''] ?? [];
  return names.map((what, at): Row => {
    const own = times[what] ?? [];
    const counts = found[what];
    const timesTheFirst =
      at === 0 ? {} : { 'times the first': summarizeRatios(own, first).median.toFixed(2) };
    return {
      what,
      who: 'Embudo',
      measured: { ...summarize(own), unit: 'ms' },
      found: { ...counts, ...timesTheFirst },
    };
  });
}
