/**
 * A process of its own that handles the creation of appointments, all at once: by Embudo, or by what
 * people would write instead. Its parent sends the documents' paths, and then the word to go.
 */
import { QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { z } from 'zod';
import { queryThenAdd } from '../../bench/alternatives/queryThenAdd';
import { textbookTransaction } from '../../bench/alternatives/textbookTransaction';
import { database } from '../../src/firestore/database';
import * as index from '../../src/index';
import { envelopeOf } from './envelope';

export const CONTENDERS = ['Embudo', 'runTransaction', 'query, then add'] as const;
export type Contender = (typeof CONTENDERS)[number];

async function handle(contender: Contender, snapshot: QueryDocumentSnapshot): Promise<void> {
  switch (contender) {
    case 'Embudo': {
      const project = process.env['GCLOUD_PROJECT'] ?? '';
      const envelope = envelopeOf(snapshot.ref.path, new Date().toISOString(), project);
      const event: Parameters<typeof index.onAppointmentCreated.run>[0] = {
        ...envelope,
        params: { appointmentId: snapshot.id },
        data: snapshot,
      };
      await index.onAppointmentCreated.run(event);
      return;
    }
    case 'runTransaction':
      return textbookTransaction(database(), snapshot);
    case 'query, then add':
      return queryThenAdd(database(), snapshot);
  }
}

const loadSchema = z.object({ contender: z.enum(CONTENDERS), paths: z.array(z.string()) });
/** What the parent sends first; the second message is the word to go. */
export type Load = z.infer<typeof loadSchema>;

let snapshots: readonly QueryDocumentSnapshot[] | undefined;
let contender: Contender;

process.on('message', (message) => {
  void (snapshots === undefined ? prepare(loadSchema.parse(message)) : race(snapshots));
});

// Whatever ends the tests, ends this.
process.on('disconnect', () => process.exit());

/** Reads what the events tell; answers that it is ready. */
async function prepare(load: Load): Promise<void> {
  const found = await database().getAll(...load.paths.map((path) => database().doc(path)));
  contender = load.contender;
  snapshots = found.filter((snapshot) => snapshot instanceof QueryDocumentSnapshot);
  process.send?.('ready');
}

/** Handles them all; answers how many deliveries failed and were made again, as Firestore would. */
async function race(events: readonly QueryDocumentSnapshot[]): Promise<void> {
  let failures = 0;
  const deliver = (snapshot: QueryDocumentSnapshot): Promise<void> =>
    handle(contender, snapshot).catch(() => {
      failures += 1;
      return deliver(snapshot);
    });
  await Promise.all(events.map(deliver));
  process.send?.({ failures });
}
