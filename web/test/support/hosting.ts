/** Firebase Hosting as the emulator serves it: superstatic, with what `firebase.json` configures. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../../../functions/test/support/firebaseTools';

const hostingSchema = z.looseObject({
  headers: z.array(
    z.object({
      source: z.string(),
      headers: z.array(z.object({ key: z.string(), value: z.string() })),
    }),
  ),
});

/** The `hosting` of `firebase.json`. */
export function readHosting() {
  const text = readFileSync(join(ROOT, 'firebase.json'), 'utf8');
  return z.object({ hosting: hostingSchema }).parse(JSON.parse(text)).hosting;
}

/** Builds the board into a folder of its own, as a deployment does for a project with these functions. */
export function buildBoard(functionsOrigin: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'embudo-board-'));
  const vite = join(ROOT, 'web', 'node_modules', 'vite', 'bin', 'vite.js');
  execFileSync(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir'], {
    cwd: join(ROOT, 'web'),
    env: { ...process.env, NODE_ENV: 'production', FUNCTIONS_ORIGIN: functionsOrigin },
    stdio: 'pipe',
  });
  return folder;
}

interface Superstatic {
  server: (options: {
    config: object;
    cwd: string;
    stack: 'strict';
    hostname: string;
    port: number;
  }) => { listen: () => Server };
}

export interface Served {
  origin: string;
  port: number;
  close: () => Promise<void>;
}

/** Serves a folder, by default at a port of its own. `configured` overrides what `firebase.json` configures. */
export async function serveHosting(
  folder: string,
  {
    port: wanted = 0,
    ...configured
  }: { port?: number; rewrites?: object[]; headers?: object[] } = {},
): Promise<Served> {
  const { server } = createRequire(join(ROOT, 'package.json'))('superstatic') as Superstatic;
  const config = { ...readHosting(), ...configured, public: '.' };
  const hostname = '127.0.0.1';
  const listening = server({
    config,
    cwd: folder,
    stack: 'strict',
    hostname,
    port: wanted,
  }).listen();
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    origin: `http://${hostname}:${String(port)}`,
    port,
    close: async () => {
      listening.closeAllConnections();
      listening.close();
      await once(listening, 'close');
    },
  };
}
