/**
 * A deployment of the functions, judged without a network: the Firebase CLI's own modules read `firebase.json`, the
 * manifest of the built functions and `.env` files, and decide what would be deployed, packed and deleted.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import * as index from '../../src/index';
import {
  firebaseTools,
  ROOT,
  type Backend,
  type Build,
  type CodebaseConfig,
  type Endpoint,
  type Envs,
} from '../support/firebaseTools';
import { ONLY_IF_WANTED } from '../support/projects';

const PROJECT = 'agencia-madrid';
/** What listens to Firestore. */
const TRIGGERS = Object.keys(index).filter((name) => name.startsWith('on') || name === 'mailAgent');

const { allEndpoints, of } = firebaseTools('deploy/functions/backend');
const { parseStrict } = firebaseTools('functions/env');

/** A clone of the repository in which only the packages of `functions/` are installed. */
let clone: string;
let sources: string;
let config: CodebaseConfig;
let discovered: Build;

beforeAll(async () => {
  firebaseTools('logger').logger.silent = true;
  clone = mkdtempSync(join(tmpdir(), 'embudo-deployment-'));
  sources = join(clone, 'functions');
  const own = join(ROOT, 'functions');
  const left = new Set(['node_modules', 'lib', 'reports', '.stryker-tmp']);
  cpSync(own, sources, { recursive: true, filter: (path) => !left.has(relative(own, path)) });
  symlinkSync(join(ROOT, 'functions', 'node_modules'), join(sources, 'node_modules'));
  cpSync(join(ROOT, 'tsconfig.base.json'), join(clone, 'tsconfig.base.json'));
  config = readConfig();
  for (const command of config.predeploy) {
    const env = { ...process.env, RESOURCE_DIR: sources };
    execFileSync('sh', ['-c', command], { cwd: clone, env, stdio: 'pipe' });
  }
  process.env['FIREBASE_FUNCTIONS_DISCOVERY_OUTPUT_PATH'] = 'true'; // A file, not a port.
  process.env['FUNCTIONS_DISCOVERY_TIMEOUT'] = '120';
  const { runtime } = config;
  const context = { projectId: PROJECT, projectDir: clone, sourceDir: sources, runtime };
  const delegate = await firebaseTools('deploy/functions/runtimes').getRuntimeDelegate(context);
  await delegate.validate();
  discovered = await delegate.discoverBuild({}, { GCLOUD_PROJECT: PROJECT });
});

afterAll(() => {
  rmSync(clone, { recursive: true });
});

function readConfig(): CodebaseConfig {
  const { functions } = z
    .object({ functions: z.array(z.looseObject({})) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'firebase.json'), 'utf8')));
  const [only, ...others] =
    firebaseTools('functions/projectConfig').normalizeAndValidate(functions);
  if (only === undefined || others.length > 0) throw new Error('There is not just one codebase');
  return only;
}

const readEnv = (name: string): Envs =>
  parseStrict(readFileSync(join(ROOT, 'functions', name), 'utf8'));
const EXAMPLE = readEnv('.env.example');
/** With every function that is deployed only if it is wanted. */
const COMPLETE = {
  ...EXAMPLE,
  RECEIVE_ENQUIRIES: 'true',
  WEBHOOK_URL: 'https://crm.example.com/embudo',
  MAIL_COLLECTION: 'mail',
};

/** The functions that a deployment without a terminal would make, with these values of the parameters. */
async function resolve(userEnvs: Envs, codebase = config.codebase): Promise<Backend> {
  const firebaseConfig = { projectId: PROJECT };
  const { backend } = await firebaseTools('deploy/functions/build').resolveBackend({
    build: structuredClone(discovered),
    firebaseConfig,
    userEnvs,
    codebase,
    nonInteractive: true,
  });
  for (const endpoint of allEndpoints(backend)) endpoint.codebase = codebase;
  return backend;
}

/** The same, judged as valid, with the values that the Firebase CLI fills in. */
async function validate(userEnvs: Envs): Promise<Endpoint[]> {
  const want = await resolve(userEnvs);
  const { resolveCpuAndConcurrency, resolveDefaultTimeout } = firebaseTools(
    'deploy/functions/prepare',
  );
  resolveCpuAndConcurrency(want);
  resolveDefaultTimeout(want);
  const { endpointsAreUnique, endpointsAreValid } = firebaseTools('deploy/functions/validate');
  endpointsAreUnique({ [config.codebase]: want });
  endpointsAreValid(want, of());
  return allEndpoints(want);
}

describe('the parameters', () => {
  test('.env.example has each with its meaning and default, and nothing else', () => {
    const { params } = discovered;
    const lines = readFileSync(join(ROOT, 'functions', '.env.example'), 'utf8').split('\n');
    const commented = Object.fromEntries(
      lines.flatMap((line, n) => {
        const [, name] = /^(\w+)=/.exec(line) ?? [];
        return name === undefined ? [] : [[name, lines[n - 1]]];
      }),
    );
    expect(EXAMPLE).toEqual(
      Object.fromEntries(params.map((each) => [each.name, String(each.default)])),
    );
    expect(commented).toEqual(
      Object.fromEntries(params.map(({ name, description }) => [name, `# ${description ?? ''}`])),
    );
  });

  test('all have a value under the emulators', () => {
    expect(Object.keys(readEnv('.env.demo-embudo'))).toEqual(Object.keys(EXAMPLE));
  });

  test('without a value stop a deployment that cannot ask, and are named', async () => {
    await expect(resolve({})).rejects.toThrow(
      `no value for the following environment variables: ${Object.keys(EXAMPLE).join(', ')}`,
    );
    const { CHECK_HOUR, ...others } = EXAMPLE;
    expect(CHECK_HOUR).toBe('3');
    await expect(resolve(others)).rejects.toThrow('environment variables: CHECK_HOUR\n');
  });

  test('decide where the functions run, and how many of them', async () => {
    const changed = {
      ...COMPLETE,
      REGION: 'europe-west3',
      MAX_INSTANCES: '7',
      CONCURRENCY: '1',
      RECEIVE_MAX_INSTANCES: '5',
      RECEIVE_CONCURRENCY: '2',
    };
    const own: Readonly<Record<string, unknown[]>> = {
      checkLeads: ['europe-west1', 1, 1],
      tellAgents: ['europe-west1', 1, 1],
      receiveEnquiry: ['europe-west3', 5, 2],
    };
    const endpoints = await validate(changed);
    expect(endpoints).toHaveLength(TRIGGERS.length + 4);
    for (const { id, region, maxInstances, concurrency } of endpoints) {
      expect([region, maxInstances, concurrency]).toEqual(own[id] ?? ['europe-west3', 7, 1]);
    }
  });

  test('leave out what receives enquiries or tells others, with the secrets, unless it is wanted', async () => {
    const without = await validate(EXAMPLE);
    const ids = without.map(({ id }) => id);
    expect(ids.filter((id) => ONLY_IF_WANTED.includes(id))).toEqual([]);
    const mail = await validate({ ...EXAMPLE, MAIL_COLLECTION: 'mail' });
    const added = mail.map(({ id }) => id).filter((id) => !ids.includes(id));
    expect(added.sort()).toEqual(['mailAgent', 'tellAgents']);
    expect(mail.flatMap((each) => each.secretEnvironmentVariables ?? [])).toEqual([]);
    expect(without.flatMap((each) => each.secretEnvironmentVariables ?? [])).toEqual([]);
    const all = await validate(COMPLETE);
    const secrets = all.flatMap(({ id, secretEnvironmentVariables = [] }) =>
      secretEnvironmentVariables.map(({ key }) => [id, key]),
    );
    expect(secrets.sort()).toEqual([
      ['onStatusHistoryCreated', 'WEBHOOK_SECRET'],
      ['receiveEnquiry', 'ENQUIRY_SECRET'],
      ['receiveEnquiry', 'MAIL_SECRET'],
    ]);
    const { secretsAreValid } = firebaseTools('deploy/functions/validate');
    await secretsAreValid(PROJECT, of(...without)); // Asks nothing of a network.
    // A secret that were a parameter would stop every deployment without it.
    expect(discovered.params.filter(({ type }) => type === 'secret')).toEqual([]);
  });
});

describe('the functions', () => {
  test('are what index.ts exports, on a runtime that is not about to end, with the CPU that their concurrency needs', async () => {
    const { RUNTIMES } = firebaseTools('deploy/functions/runtimes/supported');
    const newest = Object.keys(RUNTIMES)
      .filter((name) => name.startsWith('nodejs'))
      .at(-1);
    const endpoints = await validate(COMPLETE);
    const own: Readonly<Record<string, unknown[]>> = {
      checkLeads: [1, 512],
      tellAgents: [1, 256],
      receiveEnquiry: [8, 1024],
    };
    expect(endpoints.map(({ id }) => id).sort()).toEqual(Object.keys(index).sort());
    for (const endpoint of endpoints) {
      const { id, platform, runtime, cpu, concurrency, availableMemoryMb } = endpoint;
      expect([platform, runtime, cpu]).toEqual(['gcfv2', newest, 1]);
      expect([concurrency, availableMemoryMb]).toEqual(own[id] ?? [80, 256]);
    }
    expect(RUNTIMES[config.runtime]?.status).toBe('GA');
  });

  test('that listen to Firestore retry, for which a deployment that cannot ask needs --force', async () => {
    const want = of(...(await validate({ ...COMPLETE, RECEIVE_ENQUIRIES: 'false' })));
    const retried = allEndpoints(want).filter(({ eventTrigger }) => eventTrigger?.retry);
    expect(retried.map(({ id }) => id).sort()).toEqual([...TRIGGERS].sort());
    const { promptForFailurePolicies, promptForMinInstances } = firebaseTools(
      'deploy/functions/prompts',
    );
    await expect(promptForFailurePolicies({ nonInteractive: true }, want, of())).rejects.toThrow(
      'Pass the --force option',
    );
    await promptForFailurePolicies({ nonInteractive: true, force: true }, want, of());
    await promptForFailurePolicies({ nonInteractive: true }, want, want); // The next deployment.
    await promptForMinInstances({ nonInteractive: true }, want, of());
  });

  test('tell agents by a job that is tried again, at the hour of the parameters', async () => {
    const changed = { ...COMPLETE, TELL_HOUR: '7', CHECK_TIME_ZONE: 'Atlantic/Canary' };
    const endpoint = (await validate(changed)).find(({ id }) => id === 'tellAgents');
    if (endpoint === undefined) throw new Error('tellAgents is not deployed');
    const deployed = { ...endpoint, uri: 'https://tellagents', serviceAccount: 'runs@example.com' };
    const { jobFromEndpoint } = firebaseTools('gcp/cloudscheduler');
    expect(await jobFromEndpoint(deployed, endpoint.region, '1')).toMatchObject({
      schedule: '0 7 * * *',
      timeZone: 'Atlantic/Canary',
      retryConfig: { retryCount: 3 },
    });
  });

  test('has one job of Cloud Scheduler by default, at the hour of the parameters, which is not tried again', async () => {
    const changed = { ...EXAMPLE, CHECK_HOUR: '22', CHECK_TIME_ZONE: 'Atlantic/Canary' };
    const scheduled = (await validate(changed)).filter(({ scheduleTrigger }) => scheduleTrigger);
    expect(scheduled.map(({ id }) => id)).toEqual(['checkLeads']);
    const [endpoint] = scheduled;
    if (endpoint === undefined) return;
    const deployed = { ...endpoint, uri: 'https://checkleads', serviceAccount: 'runs@example.com' };
    const { jobFromEndpoint } = firebaseTools('gcp/cloudscheduler');
    expect(await jobFromEndpoint(deployed, endpoint.region, '1')).toEqual({
      name: `projects/${PROJECT}/locations/europe-west1/jobs/firebase-schedule-checkLeads-europe-west1`,
      schedule: '0 22 * * *',
      timeZone: 'Atlantic/Canary',
      attemptDeadline: '1800s',
      retryConfig: { retryCount: 0 },
      httpTarget: {
        uri: 'https://checkleads',
        httpMethod: 'POST',
        oidcToken: { serviceAccountEmail: 'runs@example.com' },
      },
    });
  });
});

describe('beside an older system', () => {
  const region = 'europe-southwest1';
  const path = (id: string) => `projects/${PROJECT}/locations/${region}/functions/${id}`;

  /** A function of the second generation, as the API answers. */
  const function2 = (id: string, labels: Readonly<Record<string, string>>) =>
    firebaseTools('gcp/cloudfunctionsv2').endpointFromFunction({
      name: path(id),
      labels: { 'deployment-tool': 'cli-firebase', ...labels },
      state: 'ACTIVE',
      url: `https://${id}.example.com`,
      buildConfig: { runtime: 'nodejs20', entryPoint: id },
      serviceConfig: { service: `projects/${PROJECT}/locations/${region}/services/${id}` },
    });
  /** What the older system deployed. The API labels no function of the codebase `default`. */
  const older = (): Endpoint[] => [
    function2('crmWebhook', {}),
    function2('crmReport', { 'firebase-functions-codebase': 'crm' }),
    { ...function2('crmUnlabelled', {}), codebase: undefined },
    firebaseTools('gcp/cloudfunctions').endpointFromFunction({
      name: path('crmOldWebhook'),
      labels: { 'deployment-tool': 'cli-firebase' },
      runtime: 'nodejs20',
      entryPoint: 'crmOldWebhook',
      httpsTrigger: { url: 'https://crmOldWebhook.example.com' },
    }),
  ];

  /** By default. A plan with functions that have secrets would ask whether these may be read. */
  const deployed = Object.keys(index)
    .filter((name) => !ONLY_IF_WANTED.includes(name))
    .sort();

  /** The names of the functions that a deployment would create, update and delete. */
  async function plan(have: readonly Endpoint[], codebase = config.codebase) {
    const wantBackend = await resolve(EXAMPLE, codebase);
    const { groupEndpointsByCodebase } = firebaseTools('deploy/functions/functionsDeployHelper');
    const grouped = groupEndpointsByCodebase({ [codebase]: wantBackend }, [...have]);
    const { regionalChangesets } = await firebaseTools(
      'deploy/functions/release/planner',
    ).createDeploymentPlan({
      projectId: PROJECT,
      codebase,
      wantBackend,
      haveBackend: grouped[codebase] ?? of(),
    });
    const changes = Object.values(regionalChangesets);
    const names = (endpoints: readonly Endpoint[]) => endpoints.map(({ id }) => id).sort();
    return {
      creates: names(changes.flatMap(({ endpointsToCreate }) => endpointsToCreate)),
      updates: names(
        changes.flatMap((each) => each.endpointsToUpdate.map(({ endpoint }) => endpoint)),
      ),
      deletes: names(changes.flatMap(({ endpointsToDelete }) => endpointsToDelete)),
    };
  }

  test('a deployment creates its functions, and touches no other', async () => {
    expect(await plan(older())).toEqual({ creates: deployed, updates: [], deletes: [] });
  });

  test('the codebase `default` would delete what others deployed without one', async () => {
    const { deletes } = await plan(older(), 'default');
    expect(deletes).toEqual(['crmOldWebhook', 'crmWebhook']);
  });

  test('the next deployment updates its functions, and deletes those of its own that are gone', async () => {
    const own = allEndpoints(await resolve(EXAMPLE)).map((each) => ({ ...each, state: 'ACTIVE' }));
    const gone = function2('onListingCreated', { 'firebase-functions-codebase': config.codebase });
    expect(await plan([...own, gone, ...older()])).toEqual({
      creates: [],
      updates: deployed,
      deletes: ['onListingCreated'],
    });
  });

  test('a function of the same name and region would be replaced', async () => {
    const { updates, deletes } = await plan([
      { ...function2('changeLeadStatus', { 'deployment-callable': 'true' }) },
    ]);
    expect([updates, deletes]).toEqual([['changeLeadStatus'], []]);
  });
});

test('what is packed is the bundle, its packages, and nothing of this machine', async () => {
  const { prepareFunctionsUpload } = firebaseTools('deploy/functions/prepareFunctionsUpload');
  const { ignore } = readConfig(); // Packing adds to it.
  const { pathToSource } = await prepareFunctionsUpload(clone, sources, { ignore }, []);
  expect(listZip(pathToSource)).toEqual([
    '.npmrc',
    'lib/index.js',
    'lib/index.js.map',
    'package-lock.json',
    'package.json',
  ]);
});

/** The names in a zip file, from its central directory. */
function listZip(path: string): string[] {
  const zip = readFileSync(path);
  const names: string[] = [];
  for (let at = zip.indexOf('PK\x01\x02'); at !== -1; at = zip.indexOf('PK\x01\x02', at + 4)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names.sort();
}
