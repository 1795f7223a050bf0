/** The parts of `npm run leads -- preflight`, bundled as the tool is. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import type { LeadsRead } from '../../../functions/src/application/checks/lookForOlderLeads';
import { ROOT } from '../../../functions/test/support/firebaseTools';
import type { GoogleApis } from '../../../functions/test/support/googleApis';

export interface Finding {
  topic: string;
  level: 'ok' | 'advice' | 'problem' | 'unknown';
  found: string;
  advice: string | null;
  commands: readonly string[];
}

export interface Checkout {
  parameters: {
    REGION: string;
    CHECK_REGION: string;
    ENFORCE_APP_CHECK: boolean;
    OLDER_LEADS: boolean;
    RECEIVE_ENQUIRIES: boolean;
    WEBHOOK_URL: string;
    WEBHOOK_FIELDS: string;
    MAIL_COLLECTION: string;
    BOARD_URL: string;
  };
  unset: readonly string[];
  siteKey: string;
  rules: string;
  indexes: readonly object[];
}

export interface DeployedFunction {
  id: string;
  region: string;
  codebase: string;
  generation: 1 | 2;
  trigger: string;
  isFirebaseManaged: boolean;
}

/** What was found where the API is known to answer. */
interface Found<Item> {
  value: Item[];
}

type Api = object;
type Environment = Readonly<Record<string, string | undefined>>;

/** What the tests use of `tools/preflight`. */
export interface PreflightModules {
  TOPICS: Readonly<Record<string, string>>;
  readCheckout: (root: string, projectId: string, environment: Environment) => Checkout;
  listWantedFunctions: (
    parameters: Checkout['parameters'],
  ) => { id: string; region: string; trigger: string }[];
  newGoogleApi: (access: {
    projectId: string;
    accessToken: string;
    originOf: GoogleApis['originOf'];
    timeoutMs?: number;
  }) => Api;
  preflight: (given: {
    projectId: string;
    api: Api;
    checkout: Checkout;
    lookForOlderLeads: () => Promise<LeadsRead>;
  }) => AsyncIterable<Finding>;
  countByLevel: (findings: readonly Finding[]) => Readonly<Record<Finding['level'], number>>;
  judgeFunctions: (
    deployed: { functions: readonly DeployedFunction[]; unreachable: readonly string[] },
    checkout: Checkout,
    projectId: string,
  ) => Finding[];
  readIndexes: (api: Api, projectId: string) => Promise<Found<object>>;
  readOverrides: (api: Api, projectId: string) => Promise<Found<object>>;
  judgeIndexes: (deployed: readonly object[], checkout: Checkout, projectId: string) => Finding[];
  judgeOverrides: (deployed: readonly object[], checkout: Checkout, projectId: string) => Finding[];
  judgeRules: (
    deployed: { source: string; ruleset: string } | null,
    checkout: Checkout,
    projectId: string,
  ) => Finding[];
  judgeDatabase: (
    database: { location: string; type: string; edition: string } | null,
    checkout: Checkout,
    projectId: string,
  ) => Finding[];
  judgeScheduler: (regions: readonly string[], checkout: Checkout, projectId: string) => Finding[];
  judgeHosting: (
    site: { id: string; appId: string | null } | null,
    webApps: readonly string[],
    projectId: string,
  ) => Finding[];
  judgeAuthentication: (
    signIn: { hasEmailPassword: boolean; hasSelfSignUp: boolean } | null,
    projectId: string,
  ) => Finding[];
  judgeEnforcement: (checkout: Checkout, projectId: string) => Finding[];
  judgeFirestoreEnforcement: (
    isEnforced: boolean,
    checkout: Checkout,
    projectId: string,
  ) => Finding[];
  judgeSiteKey: (
    registered: string | null,
    appId: string,
    checkout: Checkout,
    projectId: string,
  ) => Finding[];
  judgeSettings: (checkout: Checkout, projectId: string) => Finding[];
  judgeOlderLeads: (read: LeadsRead, checkout: Checkout, projectId: string) => Finding[];
}

const FILES = [
  'checkout',
  'finding',
  'googleApi',
  'preflight',
  'renderFindings',
  'judgeAppCheck',
  'judgeAuthentication',
  'judgeDatabase',
  'judgeFunctions',
  'judgeHosting',
  'judgeIndexes',
  'judgeOlderLeads',
  'judgeRules',
  'judgeScheduler',
  'judgeSettings',
  'projectState',
];

export async function loadPreflight(): Promise<PreflightModules> {
  const folder = await mkdtemp(join(tmpdir(), 'embudo-preflight-'));
  try {
    const outfile = join(folder, 'modules.cjs');
    await esbuild.build({
      stdin: {
        contents: FILES.map((name) => `export * from './tools/preflight/${name}';`).join('\n'),
        resolveDir: ROOT,
      },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    });
    return jest.requireActual<PreflightModules>(outfile);
  } finally {
    await rm(folder, { recursive: true });
  }
}
