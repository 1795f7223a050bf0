/**
 * Every block of code in the documents is compiled, run, parsed or compared by a test, so that it stays true. A block
 * that nothing holds fails here; those that nothing can hold are named in `NOT_HELD`.
 *
 * What this never visits: the words of `gcloud`, `bq` and other programs that are not ours; the syntax of Mermaid; and
 * whether the snippets in Dart, Kotlin and Swift compile, of which `dataModel.test.ts` compares the fields.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { RecordedEntry } from '../../functions/src/domain/documents/history';
import { receivedEnquirySchema } from '../../functions/src/domain/enquiries/receivedEnquiry';
import { messageOf } from '../../functions/src/domain/telling/message';
import { sign } from '../../functions/src/webhook/signature';
import { runNode } from '../../tools/test/support/operator';
import { DocumentedPrograms } from './documentedPrograms';
import {
  blocksOf,
  DOCUMENTS,
  exists,
  FILES,
  inlineCodeOf,
  onlyBlockOf,
  read,
  ROOT,
} from './documents';

const run = promisify(execFile);
const BLOCKS = DOCUMENTS.flatMap(blocksOf);

/** The documents that say what is, not what was. */
const CURRENT = DOCUMENTS.filter((file) => file !== 'CHANGELOG.md');

const inLanguages = (...languages: readonly string[]) =>
  BLOCKS.filter(({ language }) => languages.includes(language));

type Named = readonly [file: string, language: string, blocks: number, by: string];

/** How many blocks of a document other tests hold. Another one has to be held, too. */
const HELD_BY: readonly Named[] = [
  ['README.md', 'text', 1, 'docs/test/shownOutput.test.ts'],
  ['docs/checks.md', 'text', 5, 'docs/test/shownOutput.test.ts'],
  ['docs/data-model.md', 'dart', 1, 'client/test/dataModel.test.ts'],
  ['docs/data-model.md', 'kotlin', 1, 'client/test/dataModel.test.ts'],
  ['docs/data-model.md', 'swift', 1, 'client/test/dataModel.test.ts'],
  ['docs/importing.md', 'text', 1, 'tools/test/served/import.test.ts'],
  ['docs/operations.md', 'sql', 1, 'docs/test/mergeStatement.test.ts'],
  ['docs/operations.md', 'text', 14, 'tools/test/emulator/operations.test.ts'],
  ['docs/operations.md', 'text', 1, 'docs/test/shownOutput.test.ts'],
  ['docs/receiving-enquiries.md', 'text', 1, 'docs/test/shownOutput.test.ts'],
  ['docs/reports.md', 'text', 1, 'docs/test/shownOutput.test.ts'],
];

/** What no test here can hold, and why. */
const NOT_HELD: readonly Named[] = [
  ['docs/deploying.md', 'text', 1, 'a condition that Google evaluates'],
];

/** The languages whose blocks the tests below take, wherever they stand. */
const HELD_HERE = ['sh', 'bash', 'ts', 'js', 'json', 'mermaid'];

test('every block is held by a test', () => {
  const rest = BLOCKS.filter(({ language }) => !HELD_HERE.includes(language));
  const named = [...HELD_BY, ...NOT_HELD];
  const places = [...rest.map(({ file, language }) => [file, language] as const), ...named];
  const wrong = places.flatMap(([file, language]) => {
    const isOne = (each: Named) => each[0] === file && each[1] === language;
    const held = named.filter(isOne).reduce((sum, [, , blocks]) => sum + blocks, 0);
    const found = rest.filter((each) => each.file === file && each.language === language);
    return found.length === held ? [] : [`${held} of ${found.map(({ at }) => at).join(', ')}`];
  });
  expect([...new Set(wrong)]).toEqual([]);
});

test.each(HELD_BY)('%s (%s, %i): the test that holds it reads it', (file, _, __, holder) => {
  expect(FILES).toContain(holder);
  expect(read(holder).includes(file.split('/').at(-1) ?? '')).toBe(true);
});

/** What a synopsis stands for: each of `a | b`, with what is in `[…]`, and a word in place of `<…>`. */
function spelledOut(synopsis: string): string[] {
  const plain = synopsis
    .replaceAll(/<\w+>/g, (word) => word.slice(1, -1).toUpperCase())
    .replaceAll(/[[\]]/g, '');
  const [choice] = /\w+(?: \| \w+)+/.exec(plain) ?? [];
  if (choice === undefined) return [plain];
  return choice.split(' | ').map((each) => plain.replace(choice, each));
}

describe('in a shell', () => {
  let programs: DocumentedPrograms;
  beforeAll(async () => {
    programs = await DocumentedPrograms.read();
  });

  test.each(inLanguages('sh', 'bash').map(({ at, code }) => [at, code] as const))(
    '%s is understood, and all that it names is there',
    (_, code) => {
      execFileSync('bash', ['-n'], { input: code });
      expect(programs.faultsOf(code, { isWhole: true, folder: '.' })).toEqual([]);
    },
  );

  test.each(CURRENT)('the commands in the sentences of %s are there', (file) => {
    const verbs = programs.verbs().join('|');
    // `repair --apply` is short for `npm run leads -- repair --apply`.
    const isShort = new RegExp(`^(${verbs}) .*--`);
    const folder = FILES.includes(join(dirname(file), 'package.json')) ? dirname(file) : '.';
    const wrong = inlineCodeOf(file).flatMap((code) => {
      const command = isShort.test(code) ? `npm run leads -- ${code}` : code;
      if (!/^(npm|npx|node) /.test(command)) return [];
      const faults = spelledOut(command).flatMap((each) =>
        programs.faultsOf(each, { isWhole: false, folder }),
      );
      return faults.map((fault) => `${code}: ${fault}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe('in JavaScript and TypeScript', () => {
  /** What the sentences around a block say, for the compiler. */
  const BEFORE: Readonly<Record<string, string>> = {
    'README.md': `
      import { registerVisit, scheduleAppointment, type EmbudoClient } from 'embudo-client';
      import { getAuth } from 'firebase/auth';
      import { getFirestore } from 'firebase/firestore';
      declare const contactId: string, listingId: string, startsAt: Date;
    `,
    'docs/data-model.md': "import { client } from './client';\n",
  };

  test('every block in TypeScript compiles', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'embudo-blocks-'));
    const modules = join(ROOT, 'node_modules');
    const paths = {
      'embudo-client': [join(ROOT, 'client/src/index.ts')],
      'firebase/*': [join(modules, 'firebase/*')],
    };
    try {
      const names = inLanguages('ts').map(({ file, at, code }) => {
        // The first block of the data model makes the client that its others use.
        const isClient = file === 'docs/data-model.md' && /^export const client\b/m.test(code);
        const name = isClient ? 'client.ts' : `${at.replaceAll(/\W/g, '-')}.ts`;
        writeFileSync(join(folder, name), (isClient ? '' : (BEFORE[file] ?? '')) + code);
        return name;
      });
      expect(names).toContain('client.ts');
      const compilerOptions = {
        ...{ target: 'es2023', lib: ['es2023', 'dom'], module: 'preserve', strict: true },
        ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
        ...{ types: ['node'], typeRoots: [join(modules, '@types')], noEmit: true, paths },
      };
      const config = { compilerOptions, files: names };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const tsc = join(modules, 'typescript/bin/tsc');
      const found = await run(process.execPath, [tsc, '--project', folder]).catch(
        (error: unknown) => error,
      );
      expect(found).toEqual({ stdout: '', stderr: '' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('the only block in JavaScript verifies the message that its page shows', async () => {
    expect(inLanguages('js').map(({ file }) => file)).toEqual(['docs/telling-others.md']);
    const secret = `whsec_${Buffer.from('a secret of 24 bytes or so').toString('base64')}`;
    const body = onlyBlockOf('docs/telling-others.md', 'json').code;
    const headers = sign({ id: 'lead-1/2', body }, [secret], new Date());
    const script = `
      const { body, headers } = JSON.parse(process.argv[1]);
      ${onlyBlockOf('docs/telling-others.md', 'js').code}
      console.log(JSON.stringify(message));
    `;
    const verify = (given: object) =>
      run(process.execPath, ['--input-type=module', '--eval', script, JSON.stringify(given)], {
        cwd: join(ROOT, 'functions'),
        env: { ...process.env, WEBHOOK_SECRET: secret },
      });
    const { stdout } = await verify({ body, headers });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(body));
    await expect(verify({ body: `${body} `, headers })).rejects.toThrow('No matching signature');
  });
});

describe('in JSON', () => {
  /** What each block is. */
  const HOLDERS: Readonly<Record<string, (code: string) => unknown>> = {
    'docs/receiving-enquiries.md': (code) => {
      const json: unknown = JSON.parse(code);
      const enquiry = receivedEnquirySchema.parse(json);
      expect(Object.keys(enquiry).sort()).toEqual(Object.keys(json as object).sort());
    },
    'docs/telling-others.md': (code) => {
      const json = JSON.parse(code) as { timestamp: string; data: Record<string, unknown> };
      const { leadId, at, effectiveAt, ...facts } = json.data;
      const entry = { ...facts, at: 0, effectiveAt: 1, reason: '' } as unknown as RecordedEntry;
      const times = [at, effectiveAt].map(String);
      const message = messageOf({ leadId: String(leadId), entry }, {}, (n) => times[n] ?? '');
      expect(JSON.stringify(json)).toBe(message?.body);
    },
    'docs/checks.md': async (code) => {
      const folder = mkdtempSync(join(tmpdir(), 'embudo-map-'));
      try {
        const path = join(folder, 'map.json');
        writeFileSync(path, code);
        const script = `
          import { readMap } from './tools/lib/olderSystemMap.ts';
          await readMap(process.argv[1]);
          console.log('read');
        `;
        const { output } = await runNode(['--input-type=module', '--eval', script, path]);
        expect(output).toBe('read');
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };

  test.each(inLanguages('json').map(({ at, file, code }) => [at, file, code] as const))(
    '%s is what it says',
    async (_, file, code) => {
      const hold = HOLDERS[file];
      if (hold === undefined) throw new Error(`Nothing holds the JSON of ${file}`);
      await hold(code);
    },
  );
});

test('the diagrams name use cases and functions that are there', () => {
  const named = inLanguages('mermaid').flatMap(({ code }) =>
    [...code.matchAll(/\{\{(\w+)\}\}|\[(\w+)\](?= --> P)/g)].map(([, one, other]) => one ?? other),
  );
  expect(named.length).toBeGreaterThan(3);
  const missing = named.filter((name) => !FILES.some((file) => file.endsWith(`/${name ?? ''}.ts`)));
  expect(missing).toEqual([]);
});

/** Files that documents name, and that are made by a command or are the reader's. */
const NOT_KEPT = ['appointments-2025.csv', 'export.json', 'functions/lib/index.js', 'lib/index.js'];

test.each(CURRENT)('the files that %s names are there', (file) => {
  const named = inlineCodeOf(file).filter((code) =>
    /^[\w./*-]+\.(ts|js|mjs|cjs|json|md|sql|yml|csv|sh|rules)$/.test(code),
  );
  const missing = named.filter((path) => !exists(path.replace('NAME', '*'), true));
  expect(missing.filter((path) => !NOT_KEPT.includes(path))).toEqual([]);
});
