// Runs the lines it is given with the scripts' functions at hand, as a script of ours would run them.
import * as boardSettings from '../../../scripts/boardSettings.js';
import * as emulators from '../../../scripts/emulators.js';
import * as firestoreEmulator from '../../../scripts/firestoreEmulator.js';
import * as licences from '../../../scripts/licences.js';
import * as packageAudit from '../../../scripts/packageAudit.js';
import * as processes from '../../../scripts/processes.js';
import { main } from '../../../scripts/say.js';

const scripts = {
  ...boardSettings,
  ...emulators,
  ...firestoreEmulator,
  ...licences,
  ...packageAudit,
  ...processes,
};
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
await main(() => new AsyncFunction('scripts', process.argv[2])(scripts));
