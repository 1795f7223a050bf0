import {
  onSnapshot,
  type DocumentReference,
  type DocumentSnapshot,
  type Query,
} from 'firebase/firestore';

type Read<Shown> = (snapshot: DocumentSnapshot) => Shown | null;
type Fail = (error: Error) => void;

/** Tells of a document each time it changes: null where there is none, or none that can be read. */
export function watchOne<Shown>(
  ref: DocumentReference,
  read: Read<Shown>,
  tell: (shown: Shown | null) => void,
  fail: Fail,
): () => void {
  return onSnapshot(
    ref,
    (snapshot) => {
      tell(read(snapshot));
    },
    fail,
  );
}

/** Tells of what a query finds each time that changes; what cannot be read is left out. */
export function watchAll<Shown>(
  asked: Query,
  read: Read<Shown>,
  tell: (shown: Shown[]) => void,
  fail: Fail,
): () => void {
  return onSnapshot(
    asked,
    ({ docs }) => {
      tell(docs.map(read).filter((each) => each !== null));
    },
    fail,
  );
}
