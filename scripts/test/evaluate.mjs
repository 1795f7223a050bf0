// Runs the lines it is given with the scripts' functions at hand, as a script of ours would run them.
import * as boardSettings from '../boardSettings.js';
import * as emulators from '../emulators.js';
import * as firestoreEmulator from '../firestoreEmulator.js';
import * as licences from '../licences.js';
import * as packageAudit from '../packageAudit.js';
import * as processes from '../processes.js';
import * as say from '../say.js';
import * as sourceHash from '../sourceHash.js';

const scripts = {
  ...boardSettings,
  ...emulators,
  ...firestoreEmulator,
  ...licences,
  ...packageAudit,
  ...processes,
  ...say,
  ...sourceHash,
};
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
await say.main(() => new AsyncFunction('scripts', process.argv[2])(scripts));
