/** The documents of this repository, their blocks of code, and the code in their sentences. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** Every file of the repository, as git lists them. */
export const FILES: readonly string[] = execFileSync('git', ['ls-files'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));

export const DOCUMENTS = FILES.filter((file) => file.endsWith('.md'));

export const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Whether a file or a folder is there, or one with anything in place of `*`. `isPart`: the folders above are left out. */
export function exists(path: string, isPart = false): boolean {
  const pattern = path
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+\/?/g, (stars) => (stars === '*' ? '[^/]*' : '.*'));
  const whole = new RegExp(`${isPart ? '(^|/)' : '^'}${pattern}(/|$)`);
  return FILES.some((file) => whole.test(file));
}

const BLOCK = /^( *)```(.*)\n([\s\S]*?)^ *```$/gm;

export interface Block {
  file: string;
  /** Where it begins, as an editor opens it. */
  at: string;
  language: string;
  /** Without the indentation of a list. */
  code: string;
}

/** The blocks of a document, in their order. */
export function blocksOf(file: string): Block[] {
  const text = read(file);
  return [...text.matchAll(BLOCK)].map(
    ({ index, 1: indent = '', 2: language = '', 3: code = '' }) => ({
      file,
      at: `${file}:${text.slice(0, index).split('\n').length}`,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

/** The only block of a document in a language that begins with a text. Throws if there is none, or another one. */
export function onlyBlockOf(file: string, language: string, beginning = ''): Block {
  const [block, ...others] = blocksOf(file).filter(
    (each) => each.language === language && each.code.startsWith(beginning),
  );
  if (block === undefined || others.length > 0) {
    throw new Error(`${file} has not one block in ${language} that begins with "${beginning}"`);
  }
  return block;
}

/** A document without its blocks of code. */
export const proseOf = (file: string): string => read(file).replace(BLOCK, '');

/** What stands between backticks in a document's sentences and tables. */
export const inlineCodeOf = (file: string): string[] =>
  [...proseOf(file).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
