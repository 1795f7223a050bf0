import { createRepositoryConfig, createRepositoryMapping } from '@lpdjs/firestore-repo-service';
import { createHistoryTriggers } from '@lpdjs/firestore-repo-service/history';
import type { DocumentSnapshot } from 'firebase-admin/firestore';
import { onDocumentWritten, type Change, type FirestoreEvent } from 'firebase-functions/firestore';
import type { CloudFunction } from 'firebase-functions';
import { z } from 'zod';
import { database } from '../../functions/src/firestore/database';

const leadModel = z.object({ docId: z.string(), status: z.string() });

/** The collection under each lead that the package writes to. */
export const HISTORY = 'history';

type Trigger = CloudFunction<FirestoreEvent<Change<DocumentSnapshot> | undefined>>;

/**
 * The status history as @lpdjs/firestore-repo-service keeps it: a trigger on every write to a lead adds an
 * entry under a random id.
 */
export function historyTrigger(): Trigger {
  const repositories = createRepositoryMapping(database, {
    leads: createRepositoryConfig(leadModel)({
      path: 'leads',
      isGroup: false,
      documentKey: 'docId',
      foreignKeys: ['docId'] as const,
      queryKeys: ['status'] as const,
      refCb: undefined,
      history: { enabled: true, subcollection: HISTORY, include: ['status'] },
    }),
  });
  const triggers = createHistoryTriggers(repositories, { deps: { onDocumentWritten } });
  return triggers['leads_onHistory'] as Trigger;
}
