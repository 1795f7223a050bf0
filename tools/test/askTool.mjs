// Answers questions about the operator's tool, one a line of the argument's JSON, all in this process. A question is
// the command line and the environment; the answer is the tool's refusal, what it would work on, or (of `use`) the
// environment in which it works.
import { chooseTarget, useTarget } from '../lib/target.ts';
import { ToolError } from '../lib/toolError.ts';
import { newProgram } from '../program.ts';

const inherited = { ...process.env };
const answers = [];
for (const { options, args, use, environment } of JSON.parse(process.argv[2])) {
  process.env = { ...inherited, ...environment };
  try {
    if (use !== undefined) {
      useTarget(use);
      const { GOOGLE_CLOUD_QUOTA_PROJECT, FIRESTORE_EMULATOR_HOST, FIREBASE_AUTH_EMULATOR_HOST } =
        process.env;
      answers.push([
        GOOGLE_CLOUD_QUOTA_PROJECT ?? null,
        FIRESTORE_EMULATOR_HOST ?? null,
        FIREBASE_AUTH_EMULATOR_HOST ?? null,
      ]);
    } else if (args === undefined) answers.push(chooseTarget(options, environment));
    else
      answers.push(
        await newProgram()
          .parseAsync(args, { from: 'user' })
          .then(() => 'it ran'),
      );
  } catch (error) {
    answers.push(error instanceof ToolError ? error.message : `not a refusal: ${error.stack}`);
  }
}
console.log(JSON.stringify(answers));

// The words of every verb, for whoever wants to know that none is missing.
console.log(
  JSON.stringify(
    newProgram().commands.flatMap(({ commands, ...command }) =>
      commands.length === 0
        ? [command._name]
        : commands.map((each) => `${command._name} ${each.name()}`),
    ),
  ),
);
