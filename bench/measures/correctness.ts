import { QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { Change } from 'firebase-functions/firestore';
import { database } from '../../functions/src/firestore/database';
import * as index from '../../functions/src/index';
import { envelopeOf } from '../../functions/test/support/envelope';
import { interceptAll, wire } from '../../functions/test/support/traffic';
import { HISTORY, historyTrigger } from '../alternatives/historyService';
import { ENTRIES, handleCreation, type Contender } from '../contenders';
import { createAppointments, readOutcome } from '../project';
import type { Measure, Row } from './measure';

/**
 * Checks what is in the database after an event was delivered three times, and after one of its requests
 * failed and the event was delivered again. Each request fails in turn, once before it is applied and once
 * after.
 */
export const correctness: Measure = {
  name: 'correctness',
  title: 'Correctness after duplicates, and after a failure and a second delivery',
  run: async ({ contenders }, project) => {
    const rows: Row[] = [];
    for (const contender of contenders) rows.push(...(await tryCreations(contender)));
    for (const keeper of HISTORY_KEEPERS) rows.push(...(await tryChanges(keeper, project)));
    return rows;
  },
};

// --- The creation of an appointment ----------------------------------------------------------------

async function tryCreations(who: Contender): Promise<Row[]> {
  const trial = async (deliver: (handle: () => Promise<void>) => Promise<void>): Promise<Trial> => {
    const pairs = await createAppointments(1, 1);
    const [path = ''] = pairs.paths;
    const snapshot = await readExisting(path);
    await deliver(() => handleCreation(who, snapshot));
    const { leads, entries, linked } = await readOutcome(pairs);
    const isRight = leads === 1 && linked === 1 && entries === ENTRIES[who];
    return { isRight, outcome: `${leads} leads, ${entries} entries, ${linked} linked` };
  };
  const wanted = `1 lead, linked, with ${ENTRIES[who] === 1 ? '1 entry' : '2 entries'}`;
  return [
    makeRow(`${wanted}: after 3 deliveries, one after the other`, who, [
      await trial(deliverThrice),
    ]),
    makeRow(`${wanted}: after 3 deliveries at once`, who, [await trial(deliverThriceAtOnce)]),
    makeRow(`${wanted}: after a failure and a second delivery`, who, await tryEachFailure(trial)),
  ];
}

// --- A change of a lead's status --------------------------------------------------------------------

const HISTORY_KEEPERS = ['Embudo', 'firestore-repo-service'] as const;
type HistoryKeeper = (typeof HISTORY_KEEPERS)[number];

/** Delivers changes of status. Each must have exactly one history entry. */
async function tryChanges(who: HistoryKeeper, project: string): Promise<Row[]> {
  const trial = async (deliver: (handle: () => Promise<void>) => Promise<void>): Promise<Trial> => {
    const { handle, count } = await makeStatusChange(who, project);
    const before = await count();
    await deliver(handle);
    const entries = (await count()) - before;
    return { isRight: entries === 1, outcome: `${entries} entries` };
  };
  return [
    makeRow('1 entry of a change: after 3 deliveries, one after the other', who, [
      await trial(deliverThrice),
    ]),
    makeRow('1 entry of a change: after 3 deliveries at once', who, [
      await trial(deliverThriceAtOnce),
    ]),
    makeRow(
      '1 entry of a change: after a failure and a second delivery',
      who,
      await tryEachFailure(trial),
    ),
  ];
}

interface ChangeOfStatus {
  handle: () => Promise<void>;
  /** The entries of the lead's history. */
  count: () => Promise<number>;
}

/** A change of status. For Embudo an appointment is completed; for the other the lead's status is written. */
async function makeStatusChange(who: HistoryKeeper, project: string): Promise<ChangeOfStatus> {
  const { contactIds, paths } = await createAppointments(1, 1);
  const [path = ''] = paths;
  const appointment = await readExisting(path);
  await handleCreation('Embudo', appointment);
  const leads = database().collection('leads').where('contactId', '==', contactIds[0]);
  const [lead] = (await leads.get()).docs;
  if (lead === undefined) throw new Error(`${path} has no lead`);
  const isEmbudo = who === 'Embudo';
  const changed = isEmbudo ? appointment.ref : lead.ref;
  const before = await readExisting(changed.path);
  await changed.update({ status: isEmbudo ? 'Completed' : 'Visita Realizada' });
  const data = new Change(before, await readExisting(changed.path));
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

async function readExisting(path: string): Promise<QueryDocumentSnapshot> {
  const snapshot = await database().doc(path).get();
  if (snapshot instanceof QueryDocumentSnapshot) return snapshot;
  throw new Error(`There is no ${path}`);
}

// --- Deliveries --------------------------------------------------------------------------------------

interface Trial {
  isRight: boolean;
  outcome: string;
}

const DELIVERIES = 3;

async function deliverThrice(handle: () => Promise<void>): Promise<void> {
  for (let n = 0; n < DELIVERIES; n += 1) await deliverUntilHandled(handle);
}

async function deliverThriceAtOnce(handle: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: DELIVERIES }, () => deliverUntilHandled(handle)));
}

/** Delivers an event until its handler succeeds, as Firestore does. */
async function deliverUntilHandled(handle: () => Promise<void>): Promise<void> {
  await handle().catch(() => deliverUntilHandled(handle));
}

/** Lets each request fail in turn, before it is applied and after, and delivers the event again. */
async function tryEachFailure(
  trial: (deliver: (handle: () => Promise<void>) => Promise<void>) => Promise<Trial>,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const isApplied of [false, true]) {
    let requests = Infinity;
    for (let nth = 1; nth <= requests; nth += 1) {
      const ended = await trial(async (handle) => {
        requests = await withFailure(nth, isApplied, () => deliverUntilHandled(handle));
      });
      if (nth <= requests) trials.push(ended);
    }
  }
  return trials;
}

const UNAVAILABLE = 14;

/** Lets the `nth` request fail, counted from 1. Answers how many requests there were. */
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

function makeRow(what: string, who: string, trials: readonly Trial[]): Row {
  const wrong = trials.filter(({ isRight }) => !isRight);
  const outcome = [...new Set(wrong.map((trial) => trial.outcome))].join('; ');
  return {
    what,
    who,
    found: {
      right: `${trials.length - wrong.length} of ${trials.length}`,
      ...(wrong.length > 0 && { else: outcome }),
    },
    ...(who === 'Embudo' && wrong.length > 0 && { wrong: outcome }),
  };
}
