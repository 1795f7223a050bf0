import { setGlobalOptions } from 'firebase-functions/options';
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

/** A text, since the deployment puts no number into a schedule. */
const checkHour = defineString('CHECK_HOUR', {
  default: '3',
  description: 'Hour of the night, from 0 to 23, at which leads are checked',
  input: {
    text: {
      validationRegex: /^(1?\d|2[0-3])$/,
      validationErrorMessage: 'It is an hour from 0 to 23.',
    },
  },
});

const checkTimeZone = defineString('CHECK_TIME_ZONE', {
  default: 'Europe/Madrid',
  description: 'Time zone of that hour',
});

/** Cloud Scheduler is not available in every region, and calls only functions of its own. */
const checkRegion = defineString('CHECK_REGION', {
  default: region,
  description: 'Region of the nightly check: one that Cloud Scheduler is available in',
});

/** Off where nothing is said: then the nightly check only tells. */
export const autoRepair = defineBoolean('AUTO_REPAIR', {
  default: false,
  description: 'Whether the nightly check puts right what it can',
});

setGlobalOptions({ region, maxInstances, concurrency, memory: '256MiB', timeoutSeconds: 60 });

/**
 * Every trigger is delivered again when it throws: what may pass throws, what cannot is recorded and
 * returns (contract, section 2).
 */
export const TRIGGER = { retry: true } as const;

const CHECK_SECONDS = 1_800;

/**
 * The nightly check: one at a time, for as long as a scheduled function may run, and not called again
 * when it fails: the next night goes on where it ended.
 */
export const NIGHTLY_CHECK = {
  region: checkRegion,
  schedule: `0 ${checkHour.toCEL()} * * *`,
  timeZone: checkTimeZone,
  timeoutSeconds: CHECK_SECONDS,
  memory: '512MiB',
  maxInstances: 1,
  concurrency: 1,
  retryCount: 0,
} as const;

/** After this the nightly check begins no other page; one takes seconds, and minutes at the worst. */
export const CHECK_ENDS_AFTER_SECONDS = CHECK_SECONDS - 300;
