import {
  onSnapshot,
  type DocumentReference,
  type DocumentSnapshot,
  type Query,
} from 'firebase/firestore';
import type { EmbudoClient } from './client';

/** What a document says. Null if it cannot be used, or does not exist. */
export type Parse<Shown> = (snapshot: DocumentSnapshot) => Shown | null;
/** Is told why a listener has ended by itself. */
export type OnError = (error: Error) => void;
/** Ends a listener. */
export type Stop = () => void;

/**
 * Without this option nobody would learn that the server has confirmed an answer of the cache, or a write of this
 * app.
 */
const WITH_METADATA = { includeMetadataChanges: true };

const reportTo =
  (client: EmbudoClient, onError: OnError): OnError =>
  (error) => {
    client.onListenerError?.(error);
    onError(error);
  };

/**
 * Calls `onChange` with a document each time it changes. Null if it does not exist or cannot be read. What the
 * cache does not have may still exist: only the server can say that it does not.
 */
export function watchOne<Shown>(
  client: EmbudoClient,
  ref: DocumentReference,
  parse: Parse<Shown>,
  onChange: (shown: Shown | null) => void,
  onError: OnError,
): Stop {
  return onSnapshot(
    ref,
    WITH_METADATA,
    (snapshot) => {
      if (snapshot.exists() || !snapshot.metadata.fromCache) onChange(parse(snapshot));
    },
    reportTo(client, onError),
  );
}

/**
 * Calls `onChange` with a query's results each time they change. Documents that cannot be read are left out. An
 * empty answer of the cache is none.
 */
export function watchAll<Shown>(
  client: EmbudoClient,
  results: Query,
  parse: Parse<Shown>,
  onChange: (shown: Shown[]) => void,
  onError: OnError,
): Stop {
  return onSnapshot(
    results,
    WITH_METADATA,
    ({ docs, empty, metadata }) => {
      if (empty && metadata.fromCache) return;
      onChange(docs.map(parse).filter((each) => each !== null));
    },
    reportTo(client, onError),
  );
}
