/** What is wrong with the commands that documents tell people to run: programs, scripts, verbs, options and paths. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { runNode } from '../../tools/test/support/operator';
import { exists, FILES, read, ROOT } from './documents';
import { commandsOf } from './shell';

/** A word that stands for one of the reader's. */
const PLACEHOLDER = /^([A-Z][A-Z0-9_-]*|…)$/;

/** Programs that are not ours. Of their words only the paths are looked at. */
const FOREIGN = ['bq', 'cat', 'cp', 'echo', 'for', 'gcloud', 'openssl', 'printf'];

/** What npm does by itself. */
const OF_NPM = ['audit', 'ci', 'install', 'pack'];

/** A command of the operator's tool, or the tool itself. */
interface Verb {
  /** Whether an option takes a value. */
  options: Record<string, boolean>;
  isMandatory: string[];
  /** The most words that it takes; null if there is no limit. */
  most: number | null;
  verbs: Record<string, Verb>;
}

const verbSchema: z.ZodType<Verb> = z.lazy(() =>
  z.object({
    options: z.record(z.string(), z.boolean()),
    isMandatory: z.array(z.string()),
    most: z.number().nullable(),
    verbs: z.record(z.string(), verbSchema),
  }),
);

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()).default({}) });

/** Judges commands by the scripts of each `package.json`, by the help that they print, and by the operator's tool. */
export class DocumentedPrograms {
  private constructor(private readonly tool: Verb) {}

  static async read(): Promise<DocumentedPrograms> {
    const { stdout } = await runNode([join(__dirname, 'describeProgram.mjs')]);
    return new DocumentedPrograms(verbSchema.parse(JSON.parse(stdout)));
  }

  /** The verbs of the operator's tool. */
  verbs(): string[] {
    return Object.keys(this.tool.verbs);
  }

  /**
   * The faults of a script that is run in a folder of the repository. If it `isWhole`, people run it without changing it,
   * so it has to name every option that a verb needs.
   */
  faultsOf(script: string, { isWhole, folder }: { isWhole: boolean; folder: string }): string[] {
    let current = folder;
    return commandsOf(script).flatMap((words) => {
      const [program = '', first = ''] = words;
      if (program === 'cd') {
        current = join(current, first);
        return exists(current) ? [] : [`there is no folder ${current}`];
      }
      return [...this.commandFaults(words, isWhole, current), ...pathFaults(words, current)];
    });
  }

  private commandFaults(
    [program = '', ...words]: string[],
    isWhole: boolean,
    folder: string,
  ): string[] {
    switch (program) {
      case 'npm':
        return this.npmFaults(words, isWhole, folder);
      case 'npx':
        return npxFaults(words);
      case 'node':
        return words.every((word) => FILES.includes(join(folder, word)) || word.startsWith('--'))
          ? []
          : ['node runs no file of ours'];
      default:
        return FOREIGN.includes(program) ? [] : [`unknown program ${program}`];
    }
  }

  private npmFaults(words: string[], isWhole: boolean, folder: string): string[] {
    if (words[0] === '--prefix') {
      const [, part = '', ...inPart] = words;
      return this.npmFaults(inPart, isWhole, join(folder, part));
    }
    if (!FILES.includes(join(folder, 'package.json'))) return [`there is no package ${folder}`];
    const [verb = '', ...rest] = words[0] === 'run' ? words.slice(1) : words;
    if (words[0] !== 'run' && OF_NPM.includes(verb)) return [];
    const script = scriptsIn(folder)[verb];
    if (script === undefined) return PLACEHOLDER.test(verb) ? [] : [`there is no npm run ${verb}`];
    const given = rest[0] === '--' ? rest.slice(1) : rest;
    if (verb === 'leads') return this.toolFaults(given, isWhole);
    return optionsIn(given)
      .filter((option) => option !== '--help' && !new RegExp(`${option}\\b`).test(helpOf(script)))
      .map((option) => `the help of ${verb} names no ${option}`);
  }

  /** What is wrong with the words after `npm run leads --`. */
  private toolFaults(words: readonly string[], isWhole: boolean): string[] {
    const faults: string[] = [];
    let verb = this.tool;
    let name = 'leads';
    let positions = 0;
    const given = new Set<string>();
    for (let n = 0; n < words.length; n += 1) {
      const [word = '', value] = words[n]?.split('=') ?? [];
      if (word.startsWith('--')) {
        const takesValue = verb.options[word] ?? this.tool.options[word];
        if (takesValue === undefined) faults.push(`${name} has no ${word}`);
        if (takesValue === true && value === undefined) n += 1;
        given.add(word);
      } else if (Object.keys(verb.verbs).length > 0) {
        const next = verb.verbs[word];
        if (PLACEHOLDER.test(word)) return faults;
        if (next === undefined) return [...faults, `${name} has no verb ${word}`];
        verb = next;
        name = word;
      } else if (word !== '…') positions += 1;
    }
    if (verb.most !== null && positions > verb.most) faults.push(`${name} takes fewer words`);
    const missing = verb.isMandatory.filter((option) => isWhole && !given.has(option));
    return [...faults, ...missing.map((option) => `${name} needs ${option}`)];
  }
}

function scriptsIn(folder: string): Record<string, string> {
  return packageSchema.parse(JSON.parse(read(join(folder, 'package.json')))).scripts;
}

/** What a script prints with `--help`. It does nothing else then. */
function helpOf(script: string): string {
  const [program, ...words] = script.split(' ');
  if (program !== 'node') return '';
  return execFileSync(process.execPath, [...words, '--help'], { cwd: ROOT, encoding: 'utf8' });
}

/** `documentedCommands.test.ts` looks at the words of the Firebase CLI. Of those of Stryker only paths are looked at. */
function npxFaults(words: readonly string[]): string[] {
  const [program = '', file = '', ...rest] = words.filter((word) => word !== '--no-install');
  switch (program) {
    case 'firebase':
    case 'stryker':
      return [];
    case 'tsx': {
      if (!FILES.includes(file)) return [`there is no ${file}`];
      const isNamed = (option: string) => new RegExp(`\\b${option}'?: \\{ type`).test(read(file));
      return optionsIn(rest)
        .filter((option) => !isNamed(option.slice('--'.length)))
        .map((option) => `${file} has no ${option}`);
    }
    default:
      return [`unknown npx ${program}`];
  }
}

function optionsIn(words: readonly string[]): string[] {
  return words.flatMap((word) => /^--[a-z][a-z-]*/.exec(word)?.[0] ?? []);
}

const FOLDERS = [
  ...new Set(FILES.filter((file) => file.includes('/')).map((file) => file.split('/')[0])),
];

/** The paths in folders of ours that are not there. The env files of a project are the reader's. */
function pathFaults(words: readonly string[], folder: string): string[] {
  return words.flatMap((word) => {
    const named = word.replace(/^--[\w-]+=/, '').replace(/:\d+(-\d+)?$/, '');
    const path = join(folder, named);
    const isOurs = named.includes('/') && FOLDERS.includes(path.split('/')[0]);
    if (!isOurs || path.endsWith('.env.PROJECT')) return [];
    return exists(path) ? [] : [`there is no ${path}`];
  });
}
