/** The board, built from a table of appointment statuses with one more line, for the tests of that line. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { z } from 'zod';

const ROOT = join(__dirname, '../../..');
const WEB = join(ROOT, 'web');

/** A status that counts like `Scheduled`. */
export const EXTRA_STATUS = 'Confirmed';
const EXTRA_LINE = `
  ${EXTRA_STATUS}: {
    says: 'scheduled',
    cause: 'appointment.confirmed',
    reason: 'Visita confirmada por el cliente',
    isOpen: true,
    isCompletedByVisit: true,
    setBy: ['staff'],
    clientCame: null,
    action: { label: 'Confirmar la cita', isDanger: false, isForVisits: true },
    shown: { name: 'Confirmada', tone: 'good', fill: 6 },
  },`;
const TABLE = 'export const APPOINTMENT_STATUSES = {';

/** Adds the line to the source text of the table. */
const extendTable: esbuild.Plugin = {
  name: 'extend-table',
  setup(build) {
    build.onLoad({ filter: /domain\/documents\/appointment\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes(TABLE)) throw new Error(`${path} does not define the table`);
      return { loader: 'ts', contents: source.replace(TABLE, TABLE + EXTRA_LINE) };
    });
  },
};

const options = (isExtended: boolean): esbuild.BuildOptions & { write: false } => ({
  absWorkingDir: WEB,
  bundle: true,
  write: false,
  target: 'es2023',
  logLevel: 'error',
  plugins: isExtended ? [extendTable] : [],
  alias: {
    '#client': join(ROOT, 'client/src'),
    '#domain': join(ROOT, 'functions/src/domain'),
    firebase: join(WEB, 'node_modules/firebase'),
    zod: join(WEB, 'node_modules/zod'),
    re2js: join(WEB, 'src/shared/firebase/noRegularExpressions.ts'),
  },
  define: {
    AGENCY_TIME_ZONE: '"Europe/Madrid"',
    'import.meta.env.PROD': 'false',
    'import.meta.env.VITE_REGION': JSON.stringify('europe-southwest1'),
    'import.meta.env.VITE_APP_CHECK_SITE_KEY': '""',
  },
});

/** Loads modules of the board (paths in `web/src`) that need no browser. */
export async function loadBoardModules<Modules extends object>(
  names: readonly string[],
  { isExtended }: { isExtended: boolean },
): Promise<Modules> {
  const folder = await mkdtemp(join(tmpdir(), 'embudo-board-'));
  try {
    const outfile = join(folder, 'modules.cjs');
    await esbuild.build({
      ...options(isExtended),
      write: true,
      stdin: {
        contents: names.map((name) => `export * from './src/${name}';`).join('\n'),
        resolveDir: WEB,
      },
      format: 'cjs',
      platform: 'node',
      outfile,
    });
    return jest.requireActual<Modules>(outfile);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const projectSchema = z.object({ projectId: z.string() }).loose();

/**
 * Serves the extended board in the place of Hosting. It uses a project of its own, whose documents no function
 * listens to. (A page that Playwright fulfils itself may not reach the emulators: to Chromium it is not local.)
 */
export async function serveExtendedBoard(
  projectId: string,
): Promise<{ host: string; close: () => void }> {
  const hosting = process.env['HOSTING_EMULATOR_HOST'] ?? '';
  const { outputFiles } = await esbuild.build({
    ...options(true),
    entryPoints: [join(WEB, 'src/main.ts')],
    format: 'esm',
    outdir: '/',
  });
  const styles = await readFile(join(WEB, 'src/shared/base.css'), 'utf8');
  const textOf = (ending: string): string =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const files: Readonly<Record<string, [contentType: string, body: string]>> = {
    '/main.js': ['text/javascript', textOf('.js')],
    '/main.css': ['text/css', styles + textOf('.css')],
  };
  const answer = async (url: string): Promise<[contentType: string, body: string]> => {
    if (!url.startsWith('/__/')) return files[url] ?? ['text/html', PAGE];
    const response = await fetch(`http://${hosting}${url}`);
    if (url !== '/__/firebase/init.json') return ['text/javascript', await response.text()];
    const config = projectSchema.parse(await response.json());
    return ['application/json', JSON.stringify({ ...config, projectId })];
  };
  const server = createServer(({ url = '' }, response) => {
    answer(url).then(
      ([contentType, body]) =>
        response.setHeader('content-type', `${contentType}; charset=utf-8`).end(body),
      (error: unknown) => response.writeHead(502).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const listening = server.address();
  const port = typeof listening === 'object' ? listening?.port : undefined;
  return { host: `127.0.0.1:${String(port)}`, close: () => server.close() };
}

const PAGE = `<!doctype html>
<html lang="es">
  <head>
    <meta charset="utf-8" />
    <title>Embudo</title>
    <link rel="stylesheet" href="/main.css" />
    <script type="module" src="/main.js"></script>
  </head>
  <body>
    <embudo-app></embudo-app>
  </body>
</html>`;
