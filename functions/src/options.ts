import { setGlobalOptions } from 'firebase-functions';
import { defineBoolean, defineInt, defineString } from 'firebase-functions/params';

/** Where the functions run: the region of the Firestore database, or the one nearest to it. */
const region = defineString('REGION', {
  default: 'europe-southwest1',
  description: 'Region of the functions: that of your Firestore database, or the nearest to it',
});

/** Bounds what a flood of events can cost; events that find no instance wait and are not lost. */
const maxInstances = defineInt('MAX_INSTANCES', {
  default: 20,
  description: 'Most instances that each function may have',
});

/**
 * Many events run at once in one instance: they spend their time waiting for Firestore, and those of
 * one lead take turns there instead of conflicting.
 */
const concurrency = defineInt('CONCURRENCY', {
  default: 80,
  description: 'Most events that one instance handles at once',
});

/** Refuses calls that do not come from an app of yours. Off for the emulators, which have no App Check. */
export const enforceAppCheck = defineBoolean('ENFORCE_APP_CHECK', {
  default: true,
  description: 'Whether callable functions refuse calls without a valid App Check token',
});

setGlobalOptions({ region, maxInstances, concurrency, memory: '256MiB', timeoutSeconds: 60 });

/**
 * Every trigger is delivered again when it throws: what may pass throws, what cannot is recorded and
 * returns (contract, section 2).
 */
export const TRIGGER = { retry: true } as const;
