import type {
  DocumentReference,
  DocumentSnapshot,
  Firestore,
  WriteResult,
} from 'firebase-admin/firestore';
import { Change, type FirestoreEvent } from 'firebase-functions/firestore';
import { envelopeOf } from './envelope';
import { projectId, wrap } from './ownProject';
import * as index from '../../src/index';

/** What `index.ts` exports; another process has its own. */
export type Functions = typeof index;

/** One real write, as a trigger would receive it. It can be delivered at any time, any number of times. */
export interface DocumentEvent {
  ref: DocumentReference;
  before: DocumentSnapshot;
  after: DocumentSnapshot;
  /** When it was committed, in ISO 8601, to the microsecond as in production. */
  time: string;
}

type Kind = 'created' | 'updated' | 'deleted';

/**
 * Makes a write and records its event. Nothing else may write to the document meanwhile: the event's
 * snapshots must be those of this very write.
 */
export async function record(
  ref: DocumentReference,
  write: () => Promise<WriteResult>,
): Promise<DocumentEvent> {
  const before = await ref.get();
  const { writeTime } = await write();
  const after = await ref.get();
  if (after.exists && after.updateTime?.isEqual(writeTime) !== true) {
    throw new Error(`Something else has written ${ref.path}`);
  }
  const micros = String(Math.floor(writeTime.nanoseconds / 1_000)).padStart(6, '0');
  const second = new Date(writeTime.seconds * 1_000).toISOString().slice(0, -'.000Z'.length);
  return { ref, before, after, time: `${second}.${micros}Z` };
}

/** The event of a change that was found by comparing two versions: of a write that the server made. */
export function eventOf(before: DocumentSnapshot, after: DocumentSnapshot): DocumentEvent {
  return { ref: after.ref, before, after, time: new Date().toISOString() };
}

/** Runs the function that is triggered by an event, if there is one, in this process or another. */
export async function deliver(event: DocumentEvent, functions: Functions = index): Promise<void> {
  const kind = kindOf(event);
  const isWhole = kind === 'updated' || event.ref.parent.id === 'listings';
  const data = isWhole ? new Change(event.before, event.after) : snapshotOf(event);
  await wrapped(
    event.ref.parent.id,
    kind,
    functions,
  )?.({ ...envelopeOf(event.ref.path, event.time, projectId), data });
}

/** Does the same without the event's payload, as if it were over 512 KiB. */
export async function deliverWithoutData(event: DocumentEvent): Promise<void> {
  const withoutData: Omit<FirestoreEvent<undefined>, 'data'> & { data: undefined } = {
    ...envelopeOf(event.ref.path, event.time, projectId),
    data: undefined,
  };
  const kind = kindOf(event);
  switch (event.ref.parent.id) {
    case 'enquiries':
      if (kind === 'created') await index.onEnquiryCreated.run(withoutData);
      if (kind === 'updated') await index.onEnquiryUpdated.run(withoutData);
      if (kind === 'deleted') await index.onEnquiryDeleted.run(withoutData);
      return;
    case 'appointments':
      if (kind === 'created') await index.onAppointmentCreated.run(withoutData);
      if (kind === 'updated') await index.onAppointmentUpdated.run(withoutData);
      if (kind === 'deleted') await index.onAppointmentDeleted.run(withoutData);
      return;
    case 'visits':
      if (kind === 'created') await index.onVisitCreated.run(withoutData);
      if (kind === 'updated') await index.onVisitUpdated.run(withoutData);
      if (kind === 'deleted') await index.onVisitDeleted.run(withoutData);
      return;
    case 'leads':
      if (kind === 'updated') await index.onLeadUpdated.run(withoutData);
      return;
    case 'listings':
      await index.onListingUpdated.run(withoutData);
      return;
  }
}

/** Loads `src/index.ts` again, as in another process: with a queue and a client of its own. */
export function anotherProcess(): {
  functions: Functions;
  db: Firestore;
  stop: () => Promise<void>;
} {
  // Silences the warning that the options are set already: in another process they would not be.
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
  let own: { functions: Functions; db: Firestore } | undefined;
  jest.isolateModules(() => {
    const functions = jest.requireActual<Functions>('../../src/index');
    const { database } = jest.requireActual<typeof import('../../src/firestore/database')>(
      '../../src/firestore/database',
    );
    const { logger } =
      jest.requireActual<typeof import('firebase-functions')>('firebase-functions');
    for (const severity of ['info', 'warn', 'error'] as const) logger[severity] = () => {};
    own = { functions, db: database() };
  });
  warn.mockRestore();
  if (own === undefined) throw new Error('Nothing was loaded');
  const { functions, db } = own;
  return { functions, db, stop: () => db.terminate() };
}

function kindOf({ before, after }: DocumentEvent): Kind {
  if (!before.exists) return 'created';
  return after.exists ? 'updated' : 'deleted';
}

function snapshotOf({ before, after }: DocumentEvent): DocumentSnapshot {
  return after.exists ? after : before;
}

function wrapped(
  collection: string,
  kind: Kind,
  functions: Functions,
): ((event: object) => unknown) | undefined {
  switch (`${collection} ${kind}`) {
    case 'enquiries created':
      return wrap(functions.onEnquiryCreated);
    case 'enquiries updated':
      return wrap(functions.onEnquiryUpdated);
    case 'enquiries deleted':
      return wrap(functions.onEnquiryDeleted);
    case 'appointments created':
      return wrap(functions.onAppointmentCreated);
    case 'appointments updated':
      return wrap(functions.onAppointmentUpdated);
    case 'appointments deleted':
      return wrap(functions.onAppointmentDeleted);
    case 'visits created':
      return wrap(functions.onVisitCreated);
    case 'visits updated':
      return wrap(functions.onVisitUpdated);
    case 'visits deleted':
      return wrap(functions.onVisitDeleted);
    case 'leads updated':
      return wrap(functions.onLeadUpdated);
    case 'listings created':
    case 'listings updated':
    case 'listings deleted':
      return wrap(functions.onListingUpdated);
    default:
      return undefined;
  }
}
