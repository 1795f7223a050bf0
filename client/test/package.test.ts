/** The package as an app gets it: packed, and unpacked into a folder that has nothing else but firebase and zod. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const CLIENT = join(__dirname, '..');
const ROOT = join(CLIENT, '..');
const run = promisify(execFile);

const app = mkdtempSync(join(tmpdir(), 'embudo-app-'));

beforeAll(async () => {
  await run(process.execPath, [join(CLIENT, 'build.mjs')]);
  await run('npm', ['pack', '--silent', '--pack-destination', app], { cwd: CLIENT });
  const installed = join(app, 'node_modules', 'embudo-client');
  mkdirSync(installed, { recursive: true });
  const archive = join(app, 'embudo-client-0.2.0.tgz');
  await run('tar', ['-xzf', archive, '-C', installed, '--strip-components=1']);
  for (const name of ['firebase', 'zod']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(app, 'node_modules', name));
  }
  writeFileSync(join(app, 'package.json'), '{ "type": "module" }');
});
afterAll(() => {
  rmSync(app, { recursive: true });
});

test('Node imports it', async () => {
  const code = `import * as client from 'embudo-client'; console.log(Object.keys(client).join(' '))`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: app,
  });
  const exported = stdout.trim().split(' ');
  for (const name of ['scheduleAppointment', 'registerVisit', 'openEnquiry', 'changeLeadStatus']) {
    expect(exported).toContain(name);
  }
});

const CONSUMER = `
import type { Firestore } from 'firebase/firestore';
import { openEnquiry, scheduleAppointment, watchLeads, type EmbudoClient, type Lead } from 'embudo-client';

declare const db: Firestore;
const client: EmbudoClient = { db, uid: () => 'lucia' };
export const id: Promise<string> = scheduleAppointment(client, { contactId: 'c', type: 'Firma' });
export const stop: () => void = watchLeads(
  client,
  { status: 'Visita Pendiente', agent: null, limit: 10 },
  (leads: Lead[]) => leads.map(({ nextViewingAt }) => (nextViewingAt ?? 0) + 1),
  (error) => error.message,
);
// Wrong on purpose: if the types were not found, these would be no errors.
// @ts-expect-error
void scheduleAppointment(client, { contactId: 'c', type: 'Visit' });
// @ts-expect-error
void openEnquiry(client, { contactId: 'c' });
// @ts-expect-error
watchLeads(client, { status: 'Pendiente', agent: null, limit: 10 }, () => undefined, () => undefined);
`;

/** What a command printed that has failed. */
function outputOf(error: unknown): { stdout: string } {
  if (typeof error === 'object' && error !== null && 'stdout' in error) {
    return { stdout: String(error.stdout) };
  }
  throw error;
}

test.each(['bundler', 'nodenext'])('TypeScript finds its types (%s)', async (moduleResolution) => {
  writeFileSync(join(app, 'consumer.ts'), CONSUMER);
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--strict', '--noEmit', '--target', 'es2022'];
  const modules = moduleResolution === 'nodenext' ? 'nodenext' : 'preserve';
  const kind = ['--module', modules, '--moduleResolution', moduleResolution];
  const all = [tsc, ...options, ...kind, 'consumer.ts'];
  // The SDK's own declarations have errors.
  const { stdout } = await run(process.execPath, all, { cwd: app }).catch(outputOf);
  const ours = /^(consumer|node_modules\/embudo-client)/;
  expect(stdout.split('\n').filter((line) => ours.test(line))).toEqual([]);
});

/** How many bytes of the package an app bundles for some of its exports. */
async function bundledBytes(exported: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export ${exported} from 'embudo-client';`, resolveDir: app },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    external: ['firebase', 'firebase/*', 'zod'],
  });
  return outputFiles.reduce((sum, { contents }) => sum + contents.length, 0);
}

test('an app that only schedules appointments bundles little of it', async () => {
  expect(await bundledBytes('{ scheduleAppointment }')).toBeLessThan(8_000);
  expect(await bundledBytes('{ setMailDone }')).toBeLessThan(4_000);
  expect(await bundledBytes('*')).toBeGreaterThan(25_000);
});
