/** Refused reads: they may mean that the session has lost its rights. */
import { FirebaseError } from 'firebase/app';

const denials = new EventTarget();

/** Reports the failure of a listener. Only refusals are passed on. */
export function reportFailure(error: Error): void {
  if (error instanceof FirebaseError && error.code === 'permission-denied') {
    denials.dispatchEvent(new Event('denied'));
  }
}

/** Calls `onDenied` each time the rules refuse a listener. */
export function watchDenials(onDenied: () => void): void {
  denials.addEventListener('denied', onDenied);
}
