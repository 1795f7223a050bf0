// Prints the verbs of the operator's tool as JSON: their options, and whether one takes a value.
import { newProgram } from '../../tools/program.ts';

const describe = ({ commands, options, registeredArguments }) => ({
  options: Object.fromEntries(
    options.map(({ long, required, optional }) => [long, required || optional]),
  ),
  isMandatory: options.filter(({ mandatory }) => mandatory).map(({ long }) => long),
  most: registeredArguments.some(({ variadic }) => variadic) ? null : registeredArguments.length,
  verbs: Object.fromEntries(commands.map((command) => [command.name(), describe(command)])),
});
console.log(JSON.stringify(describe(newProgram())));
