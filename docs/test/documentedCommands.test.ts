/** The Firebase CLI has every command that documents, `preflight` and the workflow tell people to run, with its options. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { DOCUMENTS, FILES, read } from './documents';

const SEARCHED = [
  '.github/workflows/deploy.yml',
  ...DOCUMENTS,
  ...FILES.filter((file) => /^tools\/preflight\/.*\.ts$/.test(file)),
];

interface Written {
  file: string;
  /** The experiment that is turned on before it. */
  experiment: string;
  name: string;
  options: string[];
}

/** The commands in a text. A line that ends with a backslash goes on. */
function commandsIn(file: string): Written[] {
  const text = read(file).replaceAll(/\\\n\s*/g, '');
  const pattern =
    /(?:FIREBASE_CLI_EXPERIMENTS=(\w+) )?npx (?:--no-install )?firebase ([a-z][\w:-]*)([^`\n#>|]*)/g;
  return [...text.matchAll(pattern)].map(([, experiment = '', name = '', rest = '']) => ({
    file,
    experiment,
    name,
    options: rest.match(/--[a-z][a-z-]*/g) ?? [],
  }));
}

const answerSchema = z.record(z.string(), z.array(z.string()).nullable());

/** The options of commands, with an experiment or without; null for a command that is not there. */
function ask(names: readonly string[], experiment: string) {
  const script = join(__dirname, 'askFirebase.cjs');
  const env = { ...process.env, FIREBASE_CLI_EXPERIMENTS: experiment };
  const answer = execFileSync(process.execPath, [script, ...names], { encoding: 'utf8', env });
  return answerSchema.parse(JSON.parse(answer.trim().split('\n').at(-1) ?? ''));
}

test('each command is there, and takes its options', () => {
  const written = SEARCHED.flatMap(commandsIn);
  expect(written.length).toBeGreaterThan(20);
  const wrong: string[] = [];
  for (const experiment of new Set(written.map((each) => each.experiment))) {
    const commands = written.filter((each) => each.experiment === experiment);
    const known = ask([...new Set(commands.map(({ name }) => name))], experiment);
    for (const { file, name, options } of commands) {
      const allowed = known[name] ?? null;
      if (allowed === null) wrong.push(`${file}: there is no ${name}`);
      const unknown = options.filter((option) => allowed?.includes(option) === false);
      if (unknown.length > 0) wrong.push(`${file}: ${name} has no ${unknown.join(', ')}`);
    }
  }
  expect(wrong).toEqual([]);
});
