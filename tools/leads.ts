// `npm run leads -- <verb>`: the operator's command line.
import { runProgram } from './lib/runProgram';
import { newProgram } from './program';

runProgram(newProgram());
