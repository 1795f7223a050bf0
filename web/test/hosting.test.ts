/** The board as it is built for a project, and served by Hosting: its addresses, its files and its headers. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { firebaseTools, ROOT } from '../../functions/test/support/firebaseTools';
import { buildBoard, readHosting, serveHosting, type Served } from './support/hosting';

const PROJECT = 'agencia-madrid';
const SITE_KEY = '6Lc-site-key';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embudo-hosting-'));
  for (const name of ['functions', 'web']) mkdirSync(join(folder, name));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
};

/** What the hosting predeploy would build the board with, or the sentence with which it stops. */
function readSettings(environment: Readonly<Record<string, string>> = {}): unknown {
  const options = JSON.stringify({ folder, environment });
  try {
    const printed = execFileSync(
      process.execPath,
      [
        join(ROOT, 'scripts/test/evaluate.mjs'),
        `console.log(JSON.stringify(scripts.readBoardSettings('${PROJECT}', ${options})))`,
      ],
      { encoding: 'utf8', stdio: 'pipe' },
    );
    return JSON.parse(printed);
  } catch (error) {
    return z.object({ stderr: z.string() }).parse(error).stderr.trim();
  }
}

describe('the settings of the board', () => {
  test('are those of the functions of its project', () => {
    write('functions/.env', 'REGION=europe-west3\nENFORCE_APP_CHECK=false\n');
    write('web/.env', 'VITE_REGION=europe-southwest1\nVITE_APP_CHECK_SITE_KEY=\n');
    const settings = {
      VITE_REGION: 'europe-west3',
      VITE_TIME_ZONE: 'Europe/Madrid',
      VITE_APP_CHECK_SITE_KEY: '',
      FUNCTIONS_ORIGIN: `https://europe-west3-${PROJECT}.cloudfunctions.net`,
    };
    expect(readSettings()).toEqual(settings);
    write(`functions/.env.${PROJECT}`, 'REGION="europe-west1" # nearer\nENFORCE_APP_CHECK=true\n');
    write(`functions/.env.another`, 'REGION=us-central1\n');
    write('web/.env.another', 'VITE_APP_CHECK_SITE_KEY=another\n');
    write(`web/.env.${PROJECT}`, `VITE_APP_CHECK_SITE_KEY=${SITE_KEY}\n`);
    const nearer = {
      VITE_REGION: 'europe-west1',
      VITE_TIME_ZONE: 'Europe/Madrid',
      VITE_APP_CHECK_SITE_KEY: SITE_KEY,
      FUNCTIONS_ORIGIN: `https://europe-west1-${PROJECT}.cloudfunctions.net`,
    };
    expect(readSettings({ VITE_APP_CHECK_SITE_KEY: '' })).toEqual(nearer);
    expect(readSettings({ VITE_APP_CHECK_SITE_KEY: 'of-the-job' })).toEqual({
      ...nearer,
      VITE_APP_CHECK_SITE_KEY: 'of-the-job',
    });
  });

  test('have the time zone of the agency, which has to be one', () => {
    write(`functions/.env.${PROJECT}`, 'REGION=europe-west1\nENFORCE_APP_CHECK=false\n');
    write('web/.env', 'VITE_TIME_ZONE=Europe/Madrid\n');
    write(`web/.env.${PROJECT}`, 'VITE_TIME_ZONE=Atlantic/Canary\n');
    expect(readSettings()).toMatchObject({ VITE_TIME_ZONE: 'Atlantic/Canary' });
    expect(readSettings({ VITE_TIME_ZONE: 'Atlantic/Azores' })).toMatchObject({
      VITE_TIME_ZONE: 'Atlantic/Azores',
    });
    expect(readSettings({ VITE_TIME_ZONE: 'Madrid' })).toBe(
      `VITE_TIME_ZONE is Madrid, which is no time zone: set it in web/.env.${PROJECT} to a name of the IANA, as Europe/Madrid or Atlantic/Canary.`,
    );
  });

  test('are missing where the functions enforce App Check and the board has no site key', () => {
    write(`functions/.env.${PROJECT}`, 'REGION=europe-west1\nENFORCE_APP_CHECK=true\n');
    expect(readSettings()).toBe(
      `functions/.env.${PROJECT} sets ENFORCE_APP_CHECK=true, and the board has no site key: every move would be refused. Set VITE_APP_CHECK_SITE_KEY in web/.env.${PROJECT}, or ENFORCE_APP_CHECK=false and deploy the functions again.`,
    );
  });

  test('are missing where nothing says how the functions are configured', () => {
    const stop = (what: string) =>
      `functions/.env.${PROJECT} does not set ${what}, which the board needs: copy functions/.env.example to it, or deploy the functions first.`;
    expect(readSettings()).toBe(stop('REGION and ENFORCE_APP_CHECK'));
    write(`functions/.env.${PROJECT}`, 'REGION=europe-west1\n');
    expect(readSettings()).toBe(stop('ENFORCE_APP_CHECK'));
  });

  test('are read as the Firebase CLI reads them', () => {
    const example = readFileSync(join(ROOT, 'functions', '.env.example'), 'utf8');
    write(`functions/.env.${PROJECT}`, example);
    const { REGION } = firebaseTools('functions/env').parseStrict(example);
    expect(readSettings({ VITE_APP_CHECK_SITE_KEY: SITE_KEY })).toMatchObject({
      VITE_REGION: REGION,
    });
  });

  test('of the emulators are those of their functions', () => {
    const { parseStrict } = firebaseTools('functions/env');
    const read = (name: string) => parseStrict(readFileSync(join(ROOT, name), 'utf8'));
    const { REGION, ENFORCE_APP_CHECK } = read('functions/.env.demo-embudo');
    expect(read('web/.env')).toEqual({
      VITE_REGION: REGION,
      VITE_TIME_ZONE: 'Europe/Madrid',
      VITE_APP_CHECK_SITE_KEY: '',
    });
    expect(ENFORCE_APP_CHECK).toBe('false');
  });

  test('need a project', () => {
    expect(() =>
      execFileSync(process.execPath, [join(ROOT, 'scripts', 'buildBoard.js')], {
        env: { ...process.env, GCLOUD_PROJECT: '' },
        stdio: 'pipe',
      }),
    ).toThrow('GCLOUD_PROJECT names no project');
  });
});

describe('a deployed board', () => {
  const origin = `https://europe-west1-${PROJECT}.cloudfunctions.net`;
  let built: string;
  let served: Served;

  beforeAll(async () => {
    built = buildBoard(origin);
    served = await serveHosting(built);
  });
  afterAll(async () => {
    await served.close();
    rmSync(built, { recursive: true });
  });

  async function get(path: string) {
    const { status, headers } = await fetch(served.origin + path);
    return { status, type: headers.get('content-type'), cache: headers.get('cache-control') };
  }
  const PAGE = { status: 200, type: 'text/html; charset=utf-8', cache: 'no-cache' };

  test.each([
    '/',
    '/embudo',
    '/embudo/0a1b',
    '/embudo/a%2Fb',
    '/calendario/visita/%2F',
    '/informes',
    '/rechazados',
    '/mis-citas',
  ])('%s is the page', async (path) => {
    expect(await get(path)).toEqual(PAGE);
  });

  test('each file has its type, and is asked for again after a deployment', async () => {
    const files = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.\w+$/.test(name),
    );
    expect(files.length).toBeGreaterThan(10);
    const TYPES = {
      js: /^application\/javascript/,
      css: /^text\/css/,
      html: /^text\/html/,
      svg: /^image\/svg\+xml/,
      txt: /^text\/plain/,
    };
    for (const name of files) {
      const { status, type, cache } = await get(`/${name}`);
      expect([name, status, cache]).toEqual([name, 200, 'no-cache']);
      expect(type).toMatch(TYPES[name.slice(name.lastIndexOf('.') + 1) as keyof typeof TYPES]);
    }
  });

  test('its service worker stores each script and style sheet, and nothing that is not there', () => {
    const worker = readFileSync(join(built, 'sw.js'), 'utf8');
    const stored = z
      .array(z.string())
      .parse(JSON.parse(/FILES = (\[.*?\])/.exec(worker)?.[1] ?? ''));
    const assets = readdirSync(join(built, 'assets')).map((name) => `/assets/${name}`);
    expect(stored.sort()).toEqual(assets.sort());
  });

  test.each(['/assets/board-of-last-week.js', '/assets/', '/assets/a/b.css'])(
    '%s, which is not there, is not found, and nobody remembers that for long',
    async (path) => {
      expect(await get(path)).toMatchObject({ status: 404, cache: 'no-cache' });
    },
  );

  test('its page reaches the functions of its project, and of no other', async () => {
    const page = await (await fetch(served.origin)).text();
    const [head = ''] = /<head>.*<\/head>/s.exec(page) ?? [];
    const [first = ''] = /<(?:meta|link|script)[^>]*>/.exec(head) ?? [];
    const [, policy] =
      /^<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(first) ?? [];
    expect(policy?.replaceAll('&#39;', "'")).toBe(
      `connect-src 'self' https://firestore.googleapis.com https://identitytoolkit.googleapis.com https://securetoken.googleapis.com https://content-firebaseappcheck.googleapis.com ${origin} https://www.google.com/recaptcha/`,
    );
  });

  test('one answer, and no other, makes a browser delete what it keeps of the site', async () => {
    const clears = async (path: string) =>
      (await fetch(served.origin + path)).headers.get('clear-site-data');
    expect(await clears('/cleared.txt')).toBe('"storage"');
    expect(await clears('/')).toBeNull();
    expect(await clears('/sw.js')).toBeNull();
  });

  test('its headers name the site to other sites, and let run what App Check needs and no more', async () => {
    const { headers } = await fetch(`${served.origin}/embudo`);
    const [ofAll] = readHosting().headers.filter(({ source }) => source === '**');
    for (const { key, value } of ofAll?.headers ?? []) {
      expect([key, headers.get(key)]).toEqual([key, value]);
    }
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
    const directives = headers.get('content-security-policy')?.split('; ');
    expect(directives).toContain("default-src 'none'");
    expect(directives).toContain(
      "script-src 'self' https://www.google.com/recaptcha/enterprise.js https://www.gstatic.com/recaptcha/releases/",
    );
    expect(directives).toContain(
      'frame-src https://www.google.com/recaptcha/ https://recaptcha.google.com/recaptcha/',
    );
  });
});
