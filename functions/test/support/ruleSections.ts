/** Reads `firestore.rules`, section by section. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const RULES = readFileSync(join(__dirname, '../../../firestore.rules'), 'utf8');

/** The section of a collection. */
export function sectionOf(rules: string, collection: string): string {
  const pattern = new RegExp(`(match /${collection}/[^]*?)\\n {4}match /`);
  const [, section] = pattern.exec(rules) ?? [];
  if (section === undefined) throw new Error(`The rules have no section for ${collection}`);
  return section;
}

/** The words in quotes that the lists of a section have, each once. The first group of a match is a list. */
export function wordsIn(section: string, lists: RegExp): string[] {
  const found = [...section.matchAll(lists)].map(([, list = '']) => list);
  const words = found.flatMap((list) =>
    [...list.matchAll(/'(\w+)'/g)].map(([, word = '']) => word),
  );
  return [...new Set(words)];
}
