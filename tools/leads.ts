// `npm run leads -- <verb>`: the operator's command line.
import { runProgram } from './lib/runProgram';
import { newProgram } from './program';

/** Resolves when the command has ended, and its exit status is set. */
export const ended = runProgram(newProgram());
