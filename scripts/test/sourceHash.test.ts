/** What is built only after its sources have changed: the board, and the operator's tool. */
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from './runScripts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embudo-sources-'));
  for (const each of ['src/board', 'src/test', 'src/node_modules']) {
    mkdirSync(join(folder, each), { recursive: true });
  }
  write('src/board/page.ts', 'one');
  write('settings.json', '{}');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const YESTERDAY = new Date(Date.now() - 86_400_000);

function write(path: string, text: string, time = YESTERDAY): void {
  writeFileSync(join(folder, path), text);
  utimesSync(join(folder, path), time, time);
}

async function hash(): Promise<string> {
  const paths = JSON.stringify(['src', 'settings.json', 'not-there.json']);
  const { status, output } = await evaluate(
    `console.log(scripts.hashSources(${JSON.stringify(folder)}, ${paths}))`,
  );
  if (status !== 0) throw new Error(output);
  return output;
}

test.each<[what: string, change: () => void]>([
  [
    'a longer file',
    () => {
      write('src/board/page.ts', 'three');
    },
  ],
  [
    'a file that was saved again',
    () => {
      write('src/board/page.ts', 'two', new Date());
    },
  ],
  [
    'a new file',
    () => {
      write('src/board/card.ts', '');
    },
  ],
  [
    'a file that is gone',
    () => {
      unlinkSync(join(folder, 'src/board/page.ts'));
    },
  ],
  [
    'a file that was missing',
    () => {
      write('not-there.json', '{}');
    },
  ],
])('%s is a change', async (_what, change) => {
  const before = await hash();
  change();
  expect(await hash()).not.toBe(before);
});

test('packages and tests are no change, and neither is nothing at all', async () => {
  const before = await hash();
  expect(before).toMatch(/^[0-9a-f]{16}$/);
  write('src/node_modules/package.js', '');
  write('src/test/page.test.ts', '');
  expect(await hash()).toBe(before);
});
