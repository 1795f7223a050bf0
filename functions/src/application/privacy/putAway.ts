import type { Firestore } from 'firebase-admin/firestore';
import type { Micros } from '../../domain/time';
import {
  deleteContact,
  deleteNaming,
  deleteSources,
  markSources,
  MAX_PER_COMMIT,
  removeMention,
  replaceLead,
} from '../../firestore/putAway';
import { chunksOf } from '../../firestore/chunksOf';
import type { PrivacyRun } from '../../firestore/privacyRuns';
import { liveReader } from '../sync/leadReader';
import { checkDocument } from '../checks/checkDocument';
import { findHeld, isNothing, type Held } from './findHeld';
import { forgetInOtherLeads } from './forgetInOtherLeads';

export interface PutAwayOptions {
  now: Micros;
  /** Told of the number of leads that were looked through for what they name. */
  onLeads: (count: number) => void;
  /** Asked before each commit. If it is true, the rest waits for the next run. */
  isStopped: () => boolean;
}

/** What came while the contact was put away is put away in another round. So many rounds are somebody who goes on. */
const MAX_ROUNDS = 20;

/**
 * Takes all of a contact from the live collections (docs/contract.md §12): the documents first, then the leads, so
 * that the events of the deletions change nothing and no event brings anything back. What reports count of the leads
 * stays. Returns whether nothing is left. Idempotent: running it again takes up an interrupted run.
 */
export async function putAway(
  db: Firestore,
  contactId: string,
  run: PrivacyRun,
  options: PutAwayOptions,
): Promise<boolean> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const held = await findHeld(db, contactId);
    if (isNothing(held)) return true;
    for (const step of stepsFor(db, contactId, run, held, options)) {
      if (options.isStopped()) return false;
      await step();
    }
  }
  throw new Error(
    'Something goes on writing documents of this contact: stop it, and run this again',
  );
}

type PutAwayStep = () => Promise<unknown>;

/** The steps of one round, in their order. */
function stepsFor(
  db: Firestore,
  contactId: string,
  run: PrivacyRun,
  { sources, leads, contact, naming, mentions, strays }: Held,
  { now, onLeads }: PutAwayOptions,
): PutAwayStep[] {
  const paths = sources.map(({ ref }) => ref.path);
  const pages = chunksOf(paths, MAX_PER_COMMIT);
  const ids = new Set(leads.map(({ id }) => id));
  return [
    // First: a message that comes now is of somebody new.
    ...naming.map(
      ({ ref }) =>
        () =>
          deleteNaming(db, run, ref, contactId),
    ),
    // Their own event, or that of their deletion, would still move them between the two contacts' leads.
    ...strays.map((stray) => () => checkDocument(db, stray, liveReader(db), { apply: true, now })),
    ...pages.map((page) => () => markSources(db, run, page)),
    ...pages.map((page) => () => deleteSources(db, run, page)),
    ...mentions.map(
      ({ ref }) =>
        () =>
          removeMention(db, run, ref, contactId),
    ),
    ...(contact === null ? [] : [() => deleteContact(db, run, contact.ref)]),
    // While the leads are there: afterwards nothing says which they were.
    ...(ids.size === 0 ? [] : [() => forgetInOtherLeads(db, ids, onLeads)]),
    ...[...ids].map((id) => () => replaceLead(db, run, id)),
  ];
}
