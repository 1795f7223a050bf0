import type { EmbudoClient } from '#client/client';
import { connection } from './firebase/connection';
import { reportFailure } from './firebase/denials';
import { readOwnUid } from './ownUid';

/** The client library, with the rights of the signed-in person. */
export const client: EmbudoClient = {
  get db() {
    return connection().db;
  },
  uid: readOwnUid,
  onListenerError: reportFailure,
};
