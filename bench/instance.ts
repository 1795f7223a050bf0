/**
 * Runs in a separate process, as an instance of a function does. Its parent sends one task at a time, and
 * gets an answer to each.
 */
import { QueryDocumentSnapshot, type DocumentSnapshot } from 'firebase-admin/firestore';
import { Change } from 'firebase-functions/firestore';
import { z } from 'zod';
import { database } from '../functions/src/firestore/database';
import * as index from '../functions/src/index';
import { envelopeOf } from '../functions/test/support/envelope';
import { intercept, measure, wire, type Traffic } from '../functions/test/support/traffic';
import { ALL_CONTENDERS, handleCreation } from './contenders';

const taskSchema = z.discriminatedUnion('task', [
  /** Reads the appointments whose creation will be handled. */
  z.object({ task: z.literal('prepare'), paths: z.array(z.string()) }),
  /** Handles the creation of all prepared appointments, at once or one after the other. */
  z.object({ task: z.literal('handle'), by: z.enum(ALL_CONTENDERS), atOnce: z.boolean() }),
  /** Handles the creation of the first prepared appointment, and counts its cost. */
  z.object({ task: z.literal('count'), by: z.enum(ALL_CONTENDERS) }),
  /** Writes a document, and lets Embudo handle the event. */
  z.object({
    task: z.literal('write'),
    path: z.string(),
    fields: z.record(z.string(), z.unknown()).nullable(),
  }),
  /** Collects garbage, and measures the memory that is in use then. */
  z.object({ task: z.literal('weigh') }),
]);
export type Task = z.infer<typeof taskSchema>;

export interface Handled {
  /** The time of each event, in milliseconds. */
  ms: readonly number[];
  /** Deliveries that failed. Each was repeated, as Firestore does. */
  failures: number;
}

export interface Written {
  ms: number;
  /** The CPU time of the instance. Waiting for Firestore does not count. */
  cpuMs: number;
  traffic: Traffic;
  /** How many of Embudo's own writes cause events, by collection. */
  comeBack: Readonly<Record<string, number>>;
}

export interface Weight {
  heapMegabytes: number;
  residentMegabytes: number;
}

let snapshots: readonly QueryDocumentSnapshot[] = [];

process.on('message', (message) => {
  void perform(taskSchema.parse(message)).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

// Ends with its parent.
process.on('disconnect', () => process.exit());

async function perform(task: Task): Promise<Handled | Written | Traffic | Weight | null> {
  switch (task.task) {
    case 'prepare': {
      const refs = task.paths.map((path) => database().doc(path));
      const found = refs.length === 0 ? [] : await database().getAll(...refs);
      snapshots = found.filter((snapshot) => snapshot instanceof QueryDocumentSnapshot);
      return null;
    }
    case 'handle': {
      let failures = 0;
      const deliver = (snapshot: QueryDocumentSnapshot): Promise<void> =>
        handleCreation(task.by, snapshot).catch(() => {
          failures += 1;
          return deliver(snapshot);
        });
      const timed = async (snapshot: QueryDocumentSnapshot): Promise<number> => {
        const start = performance.now();
        await deliver(snapshot);
        return performance.now() - start;
      };
      if (task.atOnce) return { ms: await Promise.all(snapshots.map(timed)), failures };
      const ms: number[] = [];
      for (const snapshot of snapshots) ms.push(await timed(snapshot));
      return { ms, failures };
    }
    case 'count': {
      const [snapshot] = snapshots;
      if (snapshot === undefined) throw new Error('No appointment was prepared');
      return measure(() => handleCreation(task.by, snapshot));
    }
    case 'write':
      return write(task.path, task.fields);
    case 'weigh': {
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      return { heapMegabytes: heapUsed / 2 ** 20, residentMegabytes: rss / 2 ** 20 };
    }
  }
}

/** Writes a document, or deletes it if `fields` is null. Then handles the event, and counts its cost. */
async function write(path: string, fields: Record<string, unknown> | null): Promise<Written> {
  const ref = database().doc(path);
  const before = await ref.get();
  if (fields === null) await ref.delete();
  else await ref.set(fields, { merge: true });
  const after = await ref.get();
  let [ms, cpuMs] = [0, 0];
  const comeBack: Record<string, number> = {};
  const stop = watchUpdates((collection) => {
    comeBack[collection] = (comeBack[collection] ?? 0) + 1;
  });
  const traffic = await measure(async () => {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await handle(before, after);
    ms = performance.now() - start;
    const { user, system } = process.cpuUsage(used);
    cpuMs = (user + system) / 1_000;
  }).finally(stop);
  return { ms, cpuMs, traffic, comeBack };
}

const commitSchema = z.object({
  writes: z.array(
    z.object({
      update: z.object({ name: z.string() }).nullish(),
      currentDocument: z.object({ updateTime: z.unknown().optional() }).nullish(),
    }),
  ),
});

/** Reports each update of a document that has an update trigger. Returns a function that stops it. */
function watchUpdates(report: (collection: string) => void): () => void {
  const client = wire();
  const request = client.request.bind(client);
  return intercept(client, {
    request: (method, body, ...rest) => {
      const { data } = commitSchema.safeParse(body);
      for (const { update, currentDocument } of data?.writes ?? []) {
        const path = update?.name.split('/documents/')[1]?.split('/') ?? [];
        const isTopLevelUpdate = path.length === 2 && currentDocument?.updateTime !== undefined;
        if (isTopLevelUpdate) report(path[0] ?? '');
      }
      return request(method, body, ...rest);
    },
    requestStream: client.requestStream.bind(client),
  });
}

async function handle(before: DocumentSnapshot, after: DocumentSnapshot): Promise<void> {
  const project = process.env['GCLOUD_PROJECT'] ?? '';
  const { ref } = after;
  const envelope = envelopeOf(ref.path, new Date().toISOString(), project);
  const isVisit = ref.parent.id === 'visits';
  const params = { appointmentId: ref.id, visitId: ref.id };
  if (before instanceof QueryDocumentSnapshot && after instanceof QueryDocumentSnapshot) {
    const updated = { ...envelope, params, data: new Change(before, after) };
    await (isVisit ? index.onVisitUpdated : index.onAppointmentUpdated).run(updated);
  } else if (after instanceof QueryDocumentSnapshot) {
    const created = { ...envelope, params, data: after };
    await (isVisit ? index.onVisitCreated : index.onAppointmentCreated).run(created);
  } else if (before instanceof QueryDocumentSnapshot) {
    const deleted = { ...envelope, params, data: before };
    await (isVisit ? index.onVisitDeleted : index.onAppointmentDeleted).run(deleted);
  }
}
