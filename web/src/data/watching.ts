import {
  onSnapshot,
  type DocumentReference,
  type DocumentSnapshot,
  type Query,
} from 'firebase/firestore';

type Parse<Shown> = (snapshot: DocumentSnapshot) => Shown | null;
type OnError = (error: Error) => void;

/** Calls `onChange` with a document each time it changes. Null if it does not exist or cannot be read. */
export function watchOne<Shown>(
  ref: DocumentReference,
  parse: Parse<Shown>,
  onChange: (shown: Shown | null) => void,
  onError: OnError,
): () => void {
  return onSnapshot(
    ref,
    (snapshot) => {
      onChange(parse(snapshot));
    },
    onError,
  );
}

/** Calls `onChange` with a query's results each time they change. Documents that cannot be read are left out. */
export function watchAll<Shown>(
  results: Query,
  parse: Parse<Shown>,
  onChange: (shown: Shown[]) => void,
  onError: OnError,
): () => void {
  return onSnapshot(
    results,
    ({ docs }) => {
      onChange(docs.map(parse).filter((each) => each !== null));
    },
    onError,
  );
}
