/** Projects as Google's APIs describe them: an empty one, one of an older system, and one with Embudo. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import * as index from '../../src/index';
import { definitionsSchema, type Definitions } from '../indexes/indexDefinitions';
import { ROOT } from './firebaseTools';
import { NOT_FOUND, type Addresses } from './googleApis';

export const PROJECT = 'agencia-madrid';
const NUMBER = '123456789012';
export const APP_ID = `1:${NUMBER}:web:abcdef0123456789`;
export const SITE_KEY = '6Lc-site-key';

const database = `projects/${PROJECT}/databases/(default)`;

/** The addresses that a preflight asks. */
export const ADDRESSES = {
  project: `firebase.googleapis.com/v1beta1/projects/${PROJECT}`,
  webApps: `firebase.googleapis.com/v1beta1/projects/${PROJECT}/webApps`,
  functions1: `cloudfunctions.googleapis.com/v1/projects/${PROJECT}/locations/-/functions`,
  functions2: `cloudfunctions.googleapis.com/v2/projects/${PROJECT}/locations/-/functions`,
  release: `firebaserules.googleapis.com/v1/projects/${PROJECT}/releases/cloud.firestore`,
  ruleset: `firebaserules.googleapis.com/v1/projects/${PROJECT}/rulesets/5f1c2d3e`,
  database: `firestore.googleapis.com/v1/${database}`,
  indexes: `firestore.googleapis.com/v1/${database}/collectionGroups/-/indexes`,
  fields: `firestore.googleapis.com/v1/${database}/collectionGroups/-/fields`,
  scheduler: `cloudscheduler.googleapis.com/v1/projects/${PROJECT}/locations`,
  signIn: `identitytoolkit.googleapis.com/admin/v2/projects/${PROJECT}/config`,
  sites: `firebasehosting.googleapis.com/v1beta1/projects/${PROJECT}/sites`,
  live: `firebasehosting.googleapis.com/v1beta1/projects/${PROJECT}/sites/${PROJECT}/channels/live`,
  enforcement: `firebaseappcheck.googleapis.com/v1/projects/${NUMBER}/services/firestore.googleapis.com`,
  siteKey: `firebaseappcheck.googleapis.com/v1/projects/${NUMBER}/apps/${APP_ID}/recaptchaEnterpriseConfig`,
} as const;

/** A function as the API describes one that the Firebase CLI deployed. */
export function deployedFunction(
  id: string,
  region: string,
  labels: Readonly<Record<string, string>> = {},
  others: object = {},
): object {
  return {
    name: `projects/${PROJECT}/locations/${region}/functions/${id}`,
    labels: { 'deployment-tool': 'cli-firebase', ...labels },
    ...others,
  };
}

/** Their parameters are empty by default. */
export const ONLY_IF_WANTED: readonly string[] = [
  'receiveEnquiry',
  'onStatusHistoryCreated',
  'mailAgent',
  'tellAgents',
];

/** The functions of this checkout, as they are after a deployment with the default parameters. */
function embudoFunctions(codebase = 'embudo'): object[] {
  const label: Readonly<Record<string, string>> =
    codebase === 'default' ? {} : { 'firebase-functions-codebase': codebase };
  const deployed = Object.keys(index).filter((id) => !ONLY_IF_WANTED.includes(id));
  return deployed.map((id) => {
    if (id === 'checkLeads') {
      return deployedFunction(id, 'europe-west1', { ...label, 'deployment-scheduled': 'true' });
    }
    const region = 'europe-southwest1';
    if (id === 'changeLeadStatus') {
      return deployedFunction(id, region, { ...label, 'deployment-callable': 'true' });
    }
    const eventTrigger = { eventType: 'google.cloud.firestore.document.v1.created' };
    return deployedFunction(id, region, label, { eventTrigger });
  });
}

export function readDefinitions(): Definitions {
  const text = readFileSync(join(ROOT, 'firestore.indexes.json'), 'utf8');
  return definitionsSchema.parse(JSON.parse(text));
}

const hostingSchema = z.object({
  hosting: z.object({ rewrites: z.array(z.object({ source: z.string() })) }),
});

/** The rewrite with which the board is deployed. */
function readBoardRewrite(): string {
  const { hosting } = hostingSchema.parse(
    JSON.parse(readFileSync(join(ROOT, 'firebase.json'), 'utf8')),
  );
  return hosting.rewrites[0]?.source ?? '';
}

/** A site's live channel, whose release has a rewrite. */
function servingApp(glob: string): Addresses[string] {
  const config = { rewrites: [{ glob, path: '/index.html' }] };
  return { json: { name: 'live', release: { name: 'r', type: 'DEPLOY', version: { config } } } };
}

export const readRulesFile = () => readFileSync(join(ROOT, 'firestore.rules'), 'utf8');

/** A composite index as the API describes it: with the document's id at its end. */
export function deployedIndex(
  collectionGroup: string,
  fields: readonly { fieldPath: string; order?: string; arrayConfig?: string }[],
  others: object = {},
): object {
  const order = fields.findLast((field) => field.order !== undefined)?.order ?? 'ASCENDING';
  return {
    name: `${database}/collectionGroups/${collectionGroup}/indexes/CICAgOjXh4EK`,
    queryScope: 'COLLECTION',
    fields: [...fields, { fieldPath: '__name__', order }],
    state: 'READY',
    density: 'SPARSE_ALL',
    ...others,
  };
}

/** The settings of a field as the API describes them. */
export function deployedField(
  collectionGroup: string,
  fieldPath: string,
  indexes: readonly { queryScope: string; order?: string; arrayConfig?: string }[],
  others: object = {},
): object {
  return {
    name: `${database}/collectionGroups/${collectionGroup}/fields/${fieldPath}`,
    indexConfig: {
      indexes: indexes.map(({ queryScope, ...mode }) => ({
        queryScope,
        fields: [{ fieldPath, ...mode }],
        state: 'READY',
      })),
    },
    ...others,
  };
}

const ALL_FIELDS = { name: `${database}/collectionGroups/__default__/fields/*`, indexConfig: {} };
const REGIONS = ['europe-west1', 'europe-west3', 'us-central1'].map((locationId) => ({
  locationId,
}));

/** A Firebase project in which nothing was set up. */
export const EMPTY: Addresses = {
  [ADDRESSES.project]: { json: { projectId: PROJECT, projectNumber: NUMBER, state: 'ACTIVE' } },
  [ADDRESSES.webApps]: { json: {} },
  [ADDRESSES.functions1]: { json: {} },
  [ADDRESSES.functions2]: { json: {} },
  [ADDRESSES.release]: NOT_FOUND,
  [ADDRESSES.database]: NOT_FOUND,
  [ADDRESSES.indexes]: NOT_FOUND,
  [ADDRESSES.fields]: NOT_FOUND,
  [ADDRESSES.scheduler]: { json: { locations: REGIONS } },
  [ADDRESSES.signIn]: {
    status: 404,
    json: { error: { code: 404, message: 'CONFIGURATION_NOT_FOUND' } },
  },
  [ADDRESSES.sites]: { json: {} },
  [ADDRESSES.enforcement]: { json: {} },
};

const rulesOf = (content: string): Addresses => ({
  [ADDRESSES.release]: {
    json: {
      name: `projects/${PROJECT}/releases/cloud.firestore`,
      rulesetName: `projects/${PROJECT}/rulesets/5f1c2d3e`,
    },
  },
  [ADDRESSES.ruleset]: {
    json: { source: { files: [{ name: 'firestore.rules', content, fingerprint: 'AA==' }] } },
  },
});

const native = (locationId: string) => ({
  json: { name: database, locationId, type: 'FIRESTORE_NATIVE', databaseEdition: 'STANDARD' },
});

/** A project in which an agency's older system lives. */
export const OLDER_SYSTEM: Addresses = {
  ...EMPTY,
  ...rulesOf(
    'service cloud.firestore { match /databases/{database}/documents { match /leads/{id} { allow read: if request.auth.token.crm == true; } } }',
  ),
  [ADDRESSES.functions1]: {
    json: {
      functions: [deployedFunction('crmOldWebhook', 'us-central1', {}, { httpsTrigger: {} })],
    },
  },
  [ADDRESSES.functions2]: {
    json: {
      functions: [
        deployedFunction('crmWebhook', 'europe-southwest1'),
        deployedFunction('crmReport', 'europe-southwest1', {
          'firebase-functions-codebase': 'crm',
        }),
      ],
    },
  },
  [ADDRESSES.database]: native('eur3'),
  [ADDRESSES.indexes]: {
    json: {
      indexes: [
        deployedIndex('leads', [
          { fieldPath: 'owner', order: 'ASCENDING' },
          { fieldPath: 'createdAt', order: 'DESCENDING' },
        ]),
      ],
    },
  },
  [ADDRESSES.fields]: {
    json: {
      fields: [
        ALL_FIELDS,
        deployedField('leads', 'tags', [
          { queryScope: 'COLLECTION_GROUP', arrayConfig: 'CONTAINS' },
        ]),
        deployedField('sessions', 'expireAt', [], { ttlConfig: { state: 'ACTIVE' } }),
      ],
    },
  },
  [ADDRESSES.signIn]: {
    json: {
      signIn: { email: { enabled: true, passwordRequired: true } },
      client: { permissions: { disabledUserSignup: false } },
    },
  },
  [ADDRESSES.sites]: {
    json: {
      sites: [
        { name: `projects/${PROJECT}/sites/crm-agencia`, type: 'USER_SITE', appId: APP_ID },
        { name: `projects/${PROJECT}/sites/${PROJECT}`, type: 'DEFAULT_SITE' },
      ],
    },
  },
  [ADDRESSES.live]: servingApp('**'),
  [ADDRESSES.webApps]: { json: { apps: [{ appId: APP_ID, displayName: 'CRM' }] } },
};

/** The same agency's project after Embudo was deployed and everything was followed. */
export function withEmbudo(): Addresses {
  const { indexes, fieldOverrides } = readDefinitions();
  return {
    ...EMPTY,
    ...rulesOf(readRulesFile()),
    [ADDRESSES.functions2]: { json: { functions: embudoFunctions() } },
    [ADDRESSES.database]: native('europe-southwest1'),
    [ADDRESSES.indexes]: {
      json: {
        indexes: indexes.map(({ collectionGroup, queryScope, fields }) =>
          deployedIndex(collectionGroup, fields, { queryScope }),
        ),
      },
    },
    [ADDRESSES.fields]: {
      json: {
        fields: [
          ALL_FIELDS,
          ...fieldOverrides.map((each) =>
            deployedField(each.collectionGroup, each.fieldPath, each.indexes),
          ),
        ],
      },
    },
    [ADDRESSES.signIn]: {
      json: {
        signIn: { email: { enabled: true } },
        client: { permissions: { disabledUserSignup: true } },
      },
    },
    [ADDRESSES.sites]: {
      json: {
        sites: [
          { name: `projects/${PROJECT}/sites/${PROJECT}`, type: 'DEFAULT_SITE', appId: APP_ID },
        ],
      },
    },
    [ADDRESSES.live]: servingApp(readBoardRewrite()),
    [ADDRESSES.webApps]: { json: { apps: [{ appId: APP_ID, displayName: 'Embudo' }] } },
    [ADDRESSES.enforcement]: { json: { enforcementMode: 'ENFORCED' } },
    [ADDRESSES.siteKey]: { json: { siteKey: SITE_KEY, tokenTtl: '3600s' } },
  };
}
