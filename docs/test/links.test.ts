/** Every link of the documents leads to a file of this repository, and to a heading of it. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { DOCUMENTS, proseOf, read, ROOT } from './documents';

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(file: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of proseOf(file).matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    let name = anchor;
    for (let n = 1; anchors.has(name); n += 1) name = `${anchor}-${String(n)}`;
    anchors.add(name);
  }
  return anchors;
}

/** The links of a document that lead nowhere. */
function brokenLinks(file: string): string[] {
  const prose = proseOf(file).replace(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : normalize(join(dirname(file), decodeURIComponent(path)));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor);
  });
}

test('there are documents with links', () => {
  expect(DOCUMENTS).toEqual(expect.arrayContaining(['README.md', 'docs/contract.md']));
  expect(read('README.md')).toContain('](docs/contract.md)');
});

test.each(DOCUMENTS)('the links of %s lead somewhere', (file) => {
  expect(brokenLinks(file)).toEqual([]);
});
