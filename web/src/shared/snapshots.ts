import {
  onSnapshot,
  type DocumentReference,
  type DocumentSnapshot,
  type Query,
} from 'firebase/firestore';
import { reportFailure } from './firebase/denials';

type Parse<Shown> = (snapshot: DocumentSnapshot) => Shown | null;
type OnError = (error: Error) => void;

/**
 * Without this option nobody would learn that the server has confirmed an answer of the cache, or a write of this
 * window.
 */
const WITH_METADATA = { includeMetadataChanges: true };

const reportTo =
  (onError: OnError): OnError =>
  (error) => {
    reportFailure(error);
    onError(error);
  };

/**
 * Calls `onChange` with a document each time it changes. Null if it does not exist or cannot be read. What the
 * cache does not have may still exist: only the server can say that it does not.
 */
export function watchOne<Shown>(
  ref: DocumentReference,
  parse: Parse<Shown>,
  onChange: (shown: Shown | null) => void,
  onError: OnError,
): () => void {
  return onSnapshot(
    ref,
    WITH_METADATA,
    (snapshot) => {
      if (snapshot.exists() || !snapshot.metadata.fromCache) onChange(parse(snapshot));
    },
    reportTo(onError),
  );
}

/**
 * Calls `onChange` with a query's results each time they change. Documents that cannot be read are left out. An
 * empty answer of the cache is none.
 */
export function watchAll<Shown>(
  results: Query,
  parse: Parse<Shown>,
  onChange: (shown: Shown[]) => void,
  onError: OnError,
): () => void {
  return onSnapshot(
    results,
    WITH_METADATA,
    ({ docs, empty, metadata }) => {
      if (empty && metadata.fromCache) return;
      onChange(docs.map(parse).filter((each) => each !== null));
    },
    reportTo(onError),
  );
}
