/**
 * `npm run leads -- preflight` against answers served on loopback. They are written from the documentation of
 * Google's APIs: no live answer has been seen.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { LeadsRead } from '../../functions/src/application/checks/lookForOlderLeads';
import { ROOT } from '../../functions/test/support/firebaseTools';
import {
  FORBIDDEN,
  googleError,
  serveGoogleApis,
  SERVICE_DISABLED,
  type Addresses,
  type GoogleApis,
} from '../../functions/test/support/googleApis';
import { startLeads } from './support/operator';
import { loadPreflight, type Finding, type PreflightModules } from './support/preflight';
import {
  ADDRESSES,
  APP_ID,
  deployedFunction,
  EMPTY,
  OLDER_SYSTEM,
  PROJECT,
  SITE_KEY,
  withEmbudo,
} from '../../functions/test/support/projects';

let modules: PreflightModules;
beforeAll(async () => {
  modules = await loadPreflight();
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embudo-preflight-'));
  for (const name of ['functions', 'web']) mkdirSync(join(folder, name));
  for (const path of ['functions/.env.example', 'firestore.rules', 'firestore.indexes.json']) {
    cpSync(join(ROOT, path), join(folder, path));
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Sets every parameter of the functions, and the board's site key. */
function configure(parameters: Readonly<Record<string, string>>, siteKey = SITE_KEY): void {
  cpSync(join(ROOT, 'functions/.env.example'), join(folder, 'functions/.env'));
  const lines = Object.entries(parameters).map((entry) => `${entry.join('=')}\n`);
  writeFileSync(join(folder, `functions/.env.${PROJECT}`), lines.join(''));
  writeFileSync(join(folder, `web/.env.${PROJECT}`), `VITE_APP_CHECK_SITE_KEY=${siteKey}\n`);
}

const NO_LEADS: LeadsRead = { count: 0, hasOlder: false };

/** What a preflight finds where Google's APIs answer this. Every request has to have been a reading one. */
async function find(
  addresses: Addresses,
  lookForOlderLeads: () => Promise<LeadsRead> = () => Promise.resolve(NO_LEADS),
  timeoutMs?: number,
): Promise<{ findings: Finding[]; requests: GoogleApis['requests'] }> {
  const apis = await serveGoogleApis(addresses);
  const { originOf } = apis;
  const access = { projectId: PROJECT, accessToken: 'token', originOf };
  const api = modules.newGoogleApi(timeoutMs === undefined ? access : { ...access, timeoutMs });
  const checkout = modules.readCheckout(folder, PROJECT, {});
  const findings: Finding[] = [];
  try {
    for await (const finding of modules.preflight({
      projectId: PROJECT,
      api,
      checkout,
      lookForOlderLeads,
    })) {
      findings.push(finding);
    }
  } finally {
    await apis.close();
  }
  for (const { method, authorization, quotaProject } of apis.requests) {
    expect([method, authorization, quotaProject]).toEqual(['GET', 'Bearer token', PROJECT]);
  }
  expect(JSON.stringify(findings)).not.toContain('@agencia.example');
  return { findings, requests: apis.requests };
}

/** The levels of a topic’s findings, with the beginnings of what they say. */
const about = (topic: string, findings: readonly Finding[]) =>
  findings.filter((each) => each.topic === topic).map(({ level, found }) => `${level}: ${found}`);

const commandsOf = (topic: string, findings: readonly Finding[]) =>
  findings.filter((each) => each.topic === topic).flatMap(({ commands }) => commands);

test('an empty project needs a database, Authentication, and a place for the board', async () => {
  const { findings } = await find(EMPTY);
  expect(findings.map(({ topic, level }) => `${topic} ${level}`)).toEqual([
    'project ok',
    'settings advice',
    'database problem',
    'functions ok',
    'rules ok',
    'scheduler ok',
    'authentication problem',
    'hosting problem',
    'appCheck problem',
    'appCheck advice',
  ]);
  expect(about('database', findings)[0]).toContain('would create one in nam5');
  expect(commandsOf('database', findings)[0]).toContain('--location europe-southwest1');
  expect(about('functions', findings)[0]).toContain('13 functions would be created');
  expect(commandsOf('settings', findings)).toEqual([
    `cp -n functions/.env.example functions/.env.${PROJECT}`,
  ]);
});

test('a project of an older system keeps what is its own, and is warned of what would be lost', async () => {
  configure({});
  const { findings } = await find(OLDER_SYSTEM, () =>
    Promise.resolve({ count: 3, hasOlder: true }),
  );
  expect(about('functions', findings)).toEqual([
    expect.stringContaining('ok: 13 functions would be created'),
    'ok: 3 functions of others stay: crmOldWebhook (us-central1, codebase default), crmWebhook (europe-southwest1, codebase default), crmReport (europe-southwest1, codebase crm).',
  ]);
  expect(about('database', findings)).toEqual([
    expect.stringContaining('advice: The database (default) is in eur3'),
  ]);
  expect(about('rules', findings)).toEqual([expect.stringContaining('problem: Other rules')]);
  const [save, compare] = commandsOf('rules', findings);
  expect(save).toContain(`/v1/projects/${PROJECT}/rulesets/5f1c2d3e | node -p`);
  expect(compare).toBe(`diff firestore.rules.${PROJECT} firestore.rules`);
  expect(about('indexes', findings)).toEqual([
    expect.stringMatching(
      /^advice: (\d+) of \1 composite indexes would be built: leads \(status, /,
    ),
    'advice: 1 composite indexes of others stay: leads (owner, createdAt).',
    expect.stringMatching(/^advice: \d+ fields of leads, appointments, visits, statusHistory/),
    'problem: Indexes of single fields that somebody chose would be lost: leads.tags (COLLECTION_GROUP CONTAINS).',
    'advice: The settings of 1 fields of others stay: sessions.expireAt (TTL policy).',
  ]);
  expect(about('authentication', findings)).toEqual([
    'ok: Email/Password is on.',
    expect.stringContaining('advice: Anybody can make an account'),
  ]);
  expect(about('hosting', findings)).toEqual([
    expect.stringContaining(`problem: The site ${PROJECT} is linked to no web app`),
    expect.stringContaining(`problem: The site ${PROJECT} serves another app`),
  ]);
  expect(commandsOf('hosting', findings)[0]).toContain(`'{"appId":"${APP_ID}"}'`);
  expect(about('olderLeads', findings)).toEqual([
    expect.stringContaining('advice: There are leads of an older system (3 leads were read)'),
  ]);
});

test('after a deployment, with every advice followed, all is well', async () => {
  configure({ OLDER_LEADS: 'false' });
  const { findings } = await find(withEmbudo());
  expect(findings.filter(({ level }) => level !== 'ok')).toEqual([]);
  expect(new Set(findings.map(({ topic }) => topic))).toEqual(new Set(Object.keys(modules.TOPICS)));
  expect(about('functions', findings)).toEqual([
    'ok: All 13 functions of Embudo are there; a deployment updates them.',
  ]);
});

test('a parameter without a value has its default here, and is named', async () => {
  configure({ REGION: '', CHECK_REGION: 'europe-west3', MAX_INSTANCES: '' });
  const { findings } = await find(EMPTY);
  expect(about('settings', findings)).toEqual([
    'advice: No env file sets MAX_INSTANCES, REGION. Their defaults are used here: the functions run in europe-southwest1, the nightly check in europe-west3.',
  ]);
});

test('a list is read to its last page', async () => {
  configure({ OLDER_LEADS: 'false' });
  const whole = withEmbudo();
  const listOf = (address: string, name: string): unknown[] => {
    const served = whole[address];
    if (served === undefined || !('json' in served)) throw new Error(`${address} has no list`);
    return z.record(z.string(), z.array(z.unknown())).parse(served.json)[name] ?? [];
  };
  const lists: Readonly<Record<string, string>> = {
    [ADDRESSES.functions2]: 'functions',
    [ADDRESSES.indexes]: 'indexes',
    [ADDRESSES.fields]: 'fields',
    [ADDRESSES.scheduler]: 'locations',
    [ADDRESSES.sites]: 'sites',
    [ADDRESSES.webApps]: 'apps',
  };
  const paged = Object.entries(lists).map(([address, name]) => {
    const pages = listOf(address, name).map((each) => ({ [name]: [each] }));
    return [address, { pages: [{}, ...pages] }] as const;
  });
  const { findings, requests } = await find({ ...whole, ...Object.fromEntries(paged) });
  expect(findings.filter(({ level }) => level !== 'ok')).toEqual([]);
  const pagesOfFunctions = requests.filter(({ address }) => address === ADDRESSES.functions2);
  expect(pagesOfFunctions).toHaveLength(14);
  expect(pagesOfFunctions.map(({ query }) => query['filter'])).toEqual(
    Array.from({ length: 14 }, () => 'environment="GEN_2"'),
  );
});

describe('a question that is refused', () => {
  beforeEach(() => {
    configure({ OLDER_LEADS: 'false' });
  });
  const unknownsOf = (findings: readonly Finding[]) =>
    findings.filter(({ level }) => level === 'unknown');

  test('names the API that is not enabled, and the others are answered', async () => {
    const { findings } = await find({
      ...withEmbudo(),
      [ADDRESSES.functions1]: SERVICE_DISABLED,
      [ADDRESSES.scheduler]: SERVICE_DISABLED,
    });
    expect(unknownsOf(findings)).toMatchObject([
      {
        found: expect.stringContaining('the API cloudfunctions.googleapis.com is not enabled'),
        commands: [`gcloud services enable cloudfunctions.googleapis.com --project ${PROJECT}`],
      },
      { commands: [`gcloud services enable cloudscheduler.googleapis.com --project ${PROJECT}`] },
    ]);
    const counts = modules.countByLevel(findings);
    expect([counts.problem, counts.advice]).toEqual([0, 0]);
  });

  test('names what the caller may not do, and the role that allows it', async () => {
    const { findings } = await find({
      ...withEmbudo(),
      [ADDRESSES.ruleset]: FORBIDDEN,
      [ADDRESSES.signIn]: googleError(403, 'PERMISSION_DENIED', 'USER_PROJECT_DENIED'),
      [ADDRESSES.webApps]: googleError(401, 'UNAUTHENTICATED'),
    });
    const grant = `gcloud projects add-iam-policy-binding ${PROJECT} --member=user:EMAIL --role=`;
    expect(unknownsOf(findings)).toMatchObject([
      {
        topic: 'rules',
        found: expect.stringContaining('firebaserules.rulesets.get'),
        commands: [`${grant}roles/firebaserules.viewer`],
      },
      { commands: [`${grant}roles/serviceusage.serviceUsageConsumer`] },
      { topic: 'hosting', commands: ['gcloud auth application-default login'] },
    ]);
  });

  test('by a server that does not answer, or answers otherwise than documented, is given up', async () => {
    const { findings } = await find(
      {
        ...withEmbudo(),
        [ADDRESSES.project]: { status: 500, json: { error: { status: 'INTERNAL' } } },
        [ADDRESSES.database]: { json: { locationId: 7 } },
        [ADDRESSES.functions2]: { hangs: true },
        [ADDRESSES.release]: { text: '<html>Sign in to the network</html>' },
        [ADDRESSES.fields]: { pages: [{ fields: [] }, { fields: 'none' }] },
      },
      () => Promise.reject(Object.assign(new Error('ana@agencia.example'), { code: 7 })),
      3_000,
    );
    expect(unknownsOf(findings).map(({ found }) => found)).toEqual([
      'The project cannot be seen: HTTP status 500 INTERNAL.',
      'The database cannot be seen: the answer has another form than documented, at locationId.',
      'The functions cannot be seen: cloudfunctions.googleapis.com did not answer.',
      'The rules cannot be seen: firebaserules.googleapis.com did not answer in JSON.',
      'The settings of single fields cannot be seen: the answer has another form than documented, at fields.',
      'App Check cannot be seen: HTTP status 500 INTERNAL.',
      'The leads cannot be seen: you may not ask firestore.googleapis.com (datastore.entities.list).',
    ]);
  });

  test('by a machine without a network leaves every question open, and is no problem', async () => {
    const apis = await serveGoogleApis({});
    await apis.close();
    const api = modules.newGoogleApi({
      projectId: PROJECT,
      accessToken: '',
      originOf: apis.originOf,
    });
    const findings: Finding[] = [];
    for await (const finding of modules.preflight({
      projectId: PROJECT,
      api,
      checkout: modules.readCheckout(folder, PROJECT, {}),
      lookForOlderLeads: () => Promise.reject(new Error('offline')),
    })) {
      findings.push(finding);
    }
    expect(modules.countByLevel(findings)).toEqual({ problem: 0, advice: 0, unknown: 12, ok: 2 });
    expect(findings[0]?.found).toContain('firebase.googleapis.com cannot be reached');
  });
});

test('regions that do not say which functions they have are named', async () => {
  const { findings } = await find({
    ...withEmbudo(),
    [ADDRESSES.functions1]: { json: { unreachable: ['us-east1'] } },
    [ADDRESSES.functions2]: {
      json: {
        functions: [deployedFunction('other', 'us-east1')],
        unreachable: ['us-east1', 'us-west1'],
      },
    },
  });
  expect(about('functions', findings).at(-1)).toBe(
    'unknown: These regions did not say which functions they have: us-east1, us-west1.',
  );
});

describe('the command', () => {
  /** Runs it with credentials from, and Google's APIs at, a server on loopback. */
  async function run(addresses: Addresses, ...options: readonly string[]) {
    const token = 'computeMetadata/v1/instance/service-accounts/default/token';
    const apis = await serveGoogleApis({
      ...addresses,
      [token]: { json: { access_token: 'token', expires_in: 3_600, token_type: 'Bearer' } },
    });
    try {
      return await startLeads([...options, '--project', PROJECT, 'preflight'], {
        GOOGLE_APIS: `http://${apis.host}`,
        NODE_OPTIONS: `--require ${join(__dirname, 'googleApisOnLoopback.cjs')}`,
        GCE_METADATA_HOST: apis.host,
        METADATA_SERVER_DETECTION: 'assume-present',
        GOOGLE_APPLICATION_CREDENTIALS: undefined,
        CLOUDSDK_CONFIG: folder,
        HOME: folder,
      }).ended;
    } finally {
      await apis.close();
    }
  }

  test('prints the findings by topic, for this checkout, and ends with 1 if there is a problem', async () => {
    const { status, stdout } = await run(EMPTY);
    expect(status).toBe(1);
    const lines = stdout.split('\n');
    expect(lines.filter((line) => /^[A-Z][^.]*$/.test(line))).toEqual([
      'Project',
      'Settings of this checkout',
      'Database',
      'Functions',
      'Firestore rules',
      'Nightly check',
      'Authentication',
      'Hosting',
      'App Check',
    ]);
    expect(lines).toContain(`  ok       ${PROJECT} is a Firebase project.`);
    const texts = lines.filter((line) => !/^ {13}/.test(line));
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(110);
    expect(lines.slice(-3)).toEqual([
      '4 problems, 2 pieces of advice, 0 questions without an answer, 4 ok.',
      'Do not deploy before the problems are solved.',
      '',
    ]);
  });

  test('prints a line of JSON for each finding, and a summary', async () => {
    const { status, stdout } = await run(
      { ...EMPTY, [ADDRESSES.signIn]: FORBIDDEN, [ADDRESSES.sites]: FORBIDDEN },
      '--json',
    );
    const lines = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines[0]).toEqual({
      topic: 'project',
      level: 'ok',
      found: `${PROJECT} is a Firebase project.`,
      advice: null,
      commands: [],
    });
    expect(lines.at(-1)).toEqual({ summary: { problem: 2, advice: 2, unknown: 2, ok: 4 } });
    expect(lines).toHaveLength(11);
    expect(status).toBe(1);
  });

  test('is refused without a project', async () => {
    const { status, output } = await startLeads(['preflight'], {}).ended;
    expect([status, output]).toEqual([
      1,
      'preflight looks at a real project: name it with --project.',
    ]);
  });

  test('says that the machine has no credentials', async () => {
    const { status, output } = await startLeads(['--project', PROJECT, 'preflight'], {
      METADATA_SERVER_DETECTION: 'none',
      GOOGLE_APPLICATION_CREDENTIALS: undefined,
      CLOUDSDK_CONFIG: folder,
      HOME: folder,
    }).ended;
    expect([status, output]).toEqual([
      1,
      'This machine has no credentials for Google Cloud: run gcloud auth application-default login.',
    ]);
  });
});
