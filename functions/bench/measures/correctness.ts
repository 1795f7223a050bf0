import { QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { Change } from 'firebase-functions/firestore';
import { database } from '../../src/firestore/database';
import * as index from '../../src/index';
import { envelopeOf } from '../../test/support/envelope';
import { interceptAll, wire } from '../../test/support/traffic';
import { HISTORY, historyTrigger } from '../alternatives/historyService';
import { ENTRIES, handleCreation, type Contender } from '../contenders';
import { createAppointments, outcomeOf } from '../project';
import type { Measure, Row } from './measure';

/**
 * What stands after an event came three times, and after one of its requests failed (each in turn, once
 * before it was applied and once after) and the event came again, as it does where its handler threw.
 */
export const correctness: Measure = {
  name: 'correctness',
  title: 'What stands after duplicates, and after a failure and a second delivery',
  run: async ({ contenders }, project) => {
    const rows: Row[] = [];
    for (const contender of contenders) rows.push(...(await creations(contender)));
    for (const keeper of KEEPERS) rows.push(...(await changes(keeper, project)));
    return rows;
  },
};

// --- The creation of an appointment ----------------------------------------------------------------

async function creations(who: Contender): Promise<Row[]> {
  const trial = async (deliver: (handle: () => Promise<void>) => Promise<void>): Promise<Trial> => {
    const pairs = await createAppointments(1, 1);
    const [path = ''] = pairs.paths;
    const snapshot = await existing(path);
    await deliver(() => handleCreation(who, snapshot));
    const { leads, entries, linked } = await outcomeOf(pairs);
    const isRight = leads === 1 && linked === 1 && entries === ENTRIES[who];
    return { isRight, stands: `${leads} leads, ${entries} entries, ${linked} linked` };
  };
  const wanted = `1 lead, linked, with ${ENTRIES[who] === 1 ? '1 entry' : '2 entries'}`;
  return [
    rowOf(`${wanted}: after 3 deliveries, one after the other`, who, [await trial(thrice)]),
    rowOf(`${wanted}: after 3 deliveries at once`, who, [await trial(thriceAtOnce)]),
    rowOf(`${wanted}: after a failure and a second delivery`, who, await failing(trial)),
  ];
}

// --- A change of a lead's status --------------------------------------------------------------------

const KEEPERS = ['Embudo', 'firestore-repo-service'] as const;
type Keeper = (typeof KEEPERS)[number];

/** Each entry is to be there once: of a change of status that is told of by `deliver`. */
async function changes(who: Keeper, project: string): Promise<Row[]> {
  const trial = async (deliver: (handle: () => Promise<void>) => Promise<void>): Promise<Trial> => {
    const { handle, count } = await changeOf(who, project);
    const before = await count();
    await deliver(handle);
    const entries = (await count()) - before;
    return { isRight: entries === 1, stands: `${entries} entries` };
  };
  return [
    rowOf('1 entry of a change: after 3 deliveries, one after the other', who, [
      await trial(thrice),
    ]),
    rowOf('1 entry of a change: after 3 deliveries at once', who, [await trial(thriceAtOnce)]),
    rowOf('1 entry of a change: after a failure and a second delivery', who, await failing(trial)),
  ];
}

interface ChangeOfStatus {
  handle: () => Promise<void>;
  /** The entries of the lead's history. */
  count: () => Promise<number>;
}

/** For Embudo the appointment was completed; for the other, the lead's status was written by someone. */
async function changeOf(who: Keeper, project: string): Promise<ChangeOfStatus> {
  const { contactIds, paths } = await createAppointments(1, 1);
  const [path = ''] = paths;
  const appointment = await existing(path);
  await handleCreation('Embudo', appointment);
  const leads = database().collection('leads').where('contactId', '==', contactIds[0]);
  const [lead] = (await leads.get()).docs;
  if (lead === undefined) throw new Error(`${path} has no lead`);
  const isEmbudo = who === 'Embudo';
  const changed = isEmbudo ? appointment.ref : lead.ref;
  const before = await existing(changed.path);
  await changed.update({ status: isEmbudo ? 'Completed' : 'Visita Realizada' });
  const data = new Change(before, await existing(changed.path));
  const envelope = envelopeOf(changed.path, new Date().toISOString(), project);
  const count = async (): Promise<number> => {
    const entries = lead.ref.collection(isEmbudo ? 'statusHistory' : HISTORY);
    return (await entries.get()).size;
  };
  if (!isEmbudo) {
    const trigger = historyTrigger();
    return {
      handle: async () => {
        await trigger.run({ ...envelope, params: {}, data });
      },
      count,
    };
  }
  const params = { appointmentId: changed.id };
  return {
    handle: async () => {
      await index.onAppointmentUpdated.run({ ...envelope, params, data });
    },
    count,
  };
}

async function existing(path: string): Promise<QueryDocumentSnapshot> {
  const snapshot = await database().doc(path).get();
  if (snapshot instanceof QueryDocumentSnapshot) return snapshot;
  throw new Error(`There is no ${path}`);
}

// --- Deliveries --------------------------------------------------------------------------------------

interface Trial {
  isRight: boolean;
  stands: string;
}

const TIMES = 3;

async function thrice(handle: () => Promise<void>): Promise<void> {
  for (let n = 0; n < TIMES; n += 1) await again(handle);
}

async function thriceAtOnce(handle: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: TIMES }, () => again(handle)));
}

/** As Firestore does: what threw comes again, until it does not. */
async function again(handle: () => Promise<void>): Promise<void> {
  await handle().catch(() => again(handle));
}

/** Fails each request in turn, until the handler makes no more: before it is applied, and after. */
async function failing(
  trial: (deliver: (handle: () => Promise<void>) => Promise<void>) => Promise<Trial>,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const isApplied of [false, true]) {
    let requests = Infinity;
    for (let nth = 1; nth <= requests; nth += 1) {
      const ended = await trial(async (handle) => {
        requests = await withFailure(nth, isApplied, () => again(handle));
      });
      if (nth <= requests) trials.push(ended);
    }
  }
  return trials;
}

const UNAVAILABLE = 14;

/** Has the `nth` request fail, from 1; answers how many there were. */
async function withFailure(
  nth: number,
  isApplied: boolean,
  task: () => Promise<void>,
): Promise<number> {
  let requests = 0;
  const restore = interceptAll(wire(), async (send) => {
    requests += 1;
    if (requests !== nth) return send();
    if (isApplied) await send();
    throw Object.assign(new Error('Made by the benchmark'), { code: UNAVAILABLE });
  });
  try {
    await task();
  } finally {
    restore();
  }
  return requests;
}

function rowOf(what: string, who: string, trials: readonly Trial[]): Row {
  const wrong = trials.filter(({ isRight }) => !isRight);
  const stands = [...new Set(wrong.map((trial) => trial.stands))].join('; ');
  return {
    what,
    who,
    found: {
      right: `${trials.length - wrong.length} of ${trials.length}`,
      ...(wrong.length > 0 && { else: stands }),
    },
    ...(who === 'Embudo' && wrong.length > 0 && { wrong: stands }),
  };
}
