import type { HttpsOptions } from 'firebase-functions/https';
import { setGlobalOptions } from 'firebase-functions/options';
import { defineBoolean, defineInt, defineString } from 'firebase-functions/params';

/** Where the functions run: the region of the Firestore database, or the nearest to it. */
const region = defineString('REGION', {
  default: 'europe-southwest1',
  description: 'Region of the functions: that of your Firestore database, or the nearest to it',
});

/** Limits the cost of a flood of events. Events that find no free instance wait; none is lost. */
const maxInstances = defineInt('MAX_INSTANCES', {
  default: 20,
  description: 'Most instances that each function may have',
});

/**
 * One instance handles many events at once: they mostly wait for Firestore, and those of one lead queue up
 * in the instance instead of conflicting. Its memory has room for so many, each of another full lead
 * (BENCHMARKS.md).
 */
const concurrency = defineInt('CONCURRENCY', {
  default: 80,
  description: 'Most events that one instance handles at once',
});

/** Refuses calls that do not come from an app of yours. Off in the emulators, which have no App Check. */
export const enforceAppCheck = defineBoolean('ENFORCE_APP_CHECK', {
  default: true,
  description: 'Whether callable functions refuse calls without a valid App Check token',
});

const olderLeads = defineBoolean('OLDER_LEADS', {
  default: true,
  description:
    'Whether there may be leads of an older system: then each new pair is looked for among them',
});

/**
 * Whether an older system may have left leads (docs/contract.md §3). Where nothing says that there are none,
 * there may be some: a second lead of a pair would be worse than a query.
 */
export function mayHaveOlderLeads(): boolean {
  return process.env[olderLeads.name] !== 'false';
}

/** `attentionDays` reads it, also in the operator's tool. */
defineString('ATTENTION_DAYS', {
  default: '3,2,7,3,2,2,5,30,7',
  description:
    'After how many days in each of the nine open statuses, in their order, a lead needs somebody',
  input: {
    text: {
      validationRegex: /^\d{1,4}(,\d{1,4}){8}$/,
      validationErrorMessage: 'It is nine whole numbers, with commas between them.',
    },
  },
});

/** How the Firebase CLI asks for an hour: as a text, because a deployment cannot put a number into a schedule. */
export const HOUR_INPUT = {
  text: {
    validationRegex: /^(1?\d|2[0-3])$/,
    validationErrorMessage: 'It is an hour from 0 to 23.',
  },
} as const;

const checkHour = defineString('CHECK_HOUR', {
  default: '3',
  description: 'Hour of the night, from 0 to 23, at which leads are checked',
  input: HOUR_INPUT,
});

export const checkTimeZone = defineString('CHECK_TIME_ZONE', {
  default: 'Europe/Madrid',
  description: 'Time zone of that hour',
});

/**
 * Cloud Scheduler is not available in every region, and the Firebase CLI creates the job in the function's own. For
 * the default of `REGION` that could not be confirmed.
 */
export const checkRegion = defineString('CHECK_REGION', {
  default: 'europe-west1',
  description: 'Region of the nightly check: one that Cloud Scheduler is available in',
});

/** Off by default: the nightly check only reports. */
export const autoRepair = defineBoolean('AUTO_REPAIR', {
  default: false,
  description: 'Whether the nightly check puts right what it can',
});

/** Off by default: a function whose secrets do not exist stops a deployment. */
const receiveEnquiries = defineBoolean('RECEIVE_ENQUIRIES', {
  default: false,
  description:
    'Whether portals, web sites and mail services may send enquiries; needs the secrets ENQUIRY_SECRET and MAIL_SECRET',
});

const receiveMaxInstances = defineInt('RECEIVE_MAX_INSTANCES', {
  default: 3,
  description: 'Most instances of the function that receives enquiries: anybody may call it',
});

const receiveConcurrency = defineInt('RECEIVE_CONCURRENCY', {
  default: 8,
  description: 'Most enquiries and mails that one instance receives at once',
});

/** A function ends by itself before that: `EVENT_DEADLINE_MS`. */
setGlobalOptions({ region, maxInstances, concurrency, memory: '256MiB', timeoutSeconds: 60 });

/**
 * An event is delivered again if its function throws. So a function throws errors that may pass; others it
 * records, and returns (docs/contract.md §2).
 */
export const TRIGGER = { retry: true } as const;

const CHECK_SECONDS = 1_800;

/**
 * The nightly check: one at a time, for as long as a scheduled function may run. A failed run is not
 * repeated: the next night continues where it ended.
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

/** After this the nightly check begins no other page. A page takes seconds, at worst minutes. */
export const CHECK_ENDS_AFTER_SECONDS = CHECK_SECONDS - 300;

/** Set with `firebase functions:secrets:set`. Several secrets in one are separated by blanks (docs/contract.md §11). */
export const ENQUIRY_SECRET = 'ENQUIRY_SECRET';
export const MAIL_SECRET = 'MAIL_SECRET';

/**
 * The function that receives enquiries is deployed only if it is wanted. Its secrets are named here and are no
 * parameters: a deployment asks for every parameter, and for these only if the function is in it. Each request may
 * have 10 MB, which is held several times while it is read.
 */
export const RECEIVING: HttpsOptions = {
  omit: receiveEnquiries.equals(false),
  secrets: [ENQUIRY_SECRET, MAIL_SECRET],
  maxInstances: receiveMaxInstances,
  concurrency: receiveConcurrency,
  memory: '1GiB',
};
