/** How a preflight judges what it found, beside what the Firebase CLI’s own modules would do. */
import * as index from '../../functions/src/index';
import { firebaseTools, ROOT } from '../../functions/test/support/firebaseTools';
import {
  loadPreflight,
  type Checkout,
  type DeployedFunction,
  type Finding,
  type PreflightModules,
} from './support/preflight';
import { serveGoogleApis } from '../../functions/test/support/googleApis';
import {
  ADDRESSES,
  deployedField,
  deployedIndex,
  PROJECT,
  readDefinitions,
  readRulesFile,
  SITE_KEY,
} from '../../functions/test/support/projects';

let modules: PreflightModules;
let checkout: Checkout;
beforeAll(async () => {
  modules = await loadPreflight();
  const environment = { VITE_APP_CHECK_SITE_KEY: SITE_KEY };
  checkout = {
    ...modules.readCheckout(ROOT, PROJECT, environment),
    parameters: {
      REGION: 'europe-southwest1',
      CHECK_REGION: 'europe-west1',
      ENFORCE_APP_CHECK: true,
      OLDER_LEADS: true,
      RECEIVE_ENQUIRIES: true,
      WEBHOOK_URL: 'https://crm.example.com/embudo',
      WEBHOOK_FIELDS: 'reason, contactId',
      MAIL_COLLECTION: 'mail',
      BOARD_URL: 'https://embudo.example.com',
    },
  };
});

/** The checkout with other parameters. */
const configured = (parameters: Partial<Checkout['parameters']>, siteKey = SITE_KEY): Checkout => ({
  ...checkout,
  siteKey,
  parameters: { ...checkout.parameters, ...parameters },
});

const levels = (findings: readonly Finding[]) => findings.map(({ level }) => level);

describe('the settings', () => {
  const judge = (parameters: Partial<Checkout['parameters']>) =>
    modules.judgeSettings({ ...configured(parameters), unset: [] }, PROJECT);

  test('a webhook needs its secret, which the caller is told to look for', () => {
    const [, webhook, ...others] = judge({});
    expect([webhook?.level, others]).toEqual(['advice', []]);
    expect(webhook?.commands).toEqual([
      `npx firebase functions:secrets:get WEBHOOK_SECRET --project ${PROJECT}`,
    ]);
    expect(levels(judge({ WEBHOOK_URL: '' }))).toEqual(['ok']);
  });

  test.each([
    [{ WEBHOOK_URL: 'http://crm.example.com/' }, 'problem', 'not an https address'],
    [{ WEBHOOK_URL: 'crm.example.com' }, 'problem', 'not an https address'],
    [{ WEBHOOK_FIELDS: 'reason,contact' }, 'problem', 'names contact, which no message has'],
    [{ MAIL_COLLECTION: 'leads' }, 'problem', 'must not go to the collection leads'],
    [{ MAIL_COLLECTION: 'a/b' }, 'problem', 'must not go to the collection a/b'],
    [{ BOARD_URL: '' }, 'advice', 'no link to the board'],
  ] as const)('%j is found', (parameters, level, words) => {
    const found = judge(parameters).filter((each) => each.found.includes(words));
    expect(levels(found)).toEqual([level]);
  });
});

describe('the functions', () => {
  test('that a deployment brings are what index.ts exports, with their triggers and regions', () => {
    const exported = Object.entries(index).map(([id, { __endpoint: endpoint }]) => ({
      id,
      region: endpoint.scheduleTrigger === undefined ? 'europe-southwest1' : 'europe-west1',
      trigger:
        endpoint.eventTrigger !== undefined
          ? 'event'
          : endpoint.callableTrigger !== undefined
            ? 'callable'
            : endpoint.scheduleTrigger === undefined
              ? 'https'
              : 'schedule',
    }));
    const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
    const wanted = modules.listWantedFunctions(checkout.parameters);
    expect(wanted.sort(byId)).toEqual(exported.sort(byId));
    for (const [parameters, leftOut] of [
      [{ RECEIVE_ENQUIRIES: false }, ['receiveEnquiry']],
      [{ WEBHOOK_URL: '' }, ['onStatusHistoryCreated']],
      [{ MAIL_COLLECTION: '' }, ['mailAgent', 'tellAgents']],
    ] as const) {
      const some = modules.listWantedFunctions(configured(parameters).parameters);
      const ids = exported.map(({ id }) => id);
      expect(some.map(({ id }) => id).sort()).toEqual(
        ids.filter((id) => !leftOut.some((each) => each === id)),
      );
    }
  });

  const other = (each: Partial<DeployedFunction>): DeployedFunction => ({
    id: 'changeLeadStatus',
    region: 'europe-southwest1',
    codebase: 'default',
    generation: 2,
    trigger: 'callable',
    isFirebaseManaged: true,
    ...each,
  });
  const judge = (functions: readonly DeployedFunction[]) =>
    modules.judgeFunctions({ functions, unreachable: [] }, checkout, PROJECT).slice(1);

  test.each<[what: string, Partial<DeployedFunction>, verdict: RegExp]>([
    ['of the same kind', {}, /would be replaced, and lost/],
    ['that is called over HTTPS', { trigger: 'https' }, /would be replaced, and lost/],
    ['with another trigger', { trigger: 'event' }, /deployment would stop at it/],
    ['of the first generation', { generation: 1 }, /deployment would stop at it/],
  ])('of another codebase, with one’s name and region, %s', (_what, each, verdict) => {
    const [finding, ...others] = judge([other(each)]);
    expect(others).toEqual([]);
    expect([finding?.level, finding?.found]).toEqual(['problem', expect.stringMatching(verdict)]);
  });

  test('of another codebase in another region stay', () => {
    expect(levels(judge([other({ region: 'us-central1' })]))).toEqual(['ok']);
  });

  test('that Embudo had before it had a codebase are taken over', () => {
    const wanted = modules.listWantedFunctions(checkout.parameters);
    const deployed = wanted.map((each) => other({ ...each, codebase: 'default' }));
    expect(judge(deployed)).toMatchObject([{ level: 'advice' }]);
    expect(levels(judge(deployed.slice(1)))).toEqual(wanted.slice(1).map(() => 'problem'));
  });

  test('of Embudo’s codebase that this checkout does not have would be deleted', () => {
    const own = { codebase: 'embudo' };
    expect(judge([other({ ...own, id: 'onListingCreated' })])).toMatchObject([
      { level: 'problem', found: expect.stringContaining('onListingCreated (europe-southwest1)') },
    ]);
    expect(judge([other({ ...own, region: 'europe-west3' })])).toMatchObject([
      { level: 'advice', found: expect.stringContaining('changeLeadStatus (europe-west3)') },
    ]);
    expect(judge([other({ ...own, id: 'byHand', isFirebaseManaged: false })])).toEqual([]);
  });
});

describe('the rules', () => {
  const judge = (source: string) =>
    levels(modules.judgeRules({ source, ruleset: 'projects/p/rulesets/r' }, checkout, PROJECT));
  const rules = (statements: string) =>
    `rules_version = '2';\nservice cloud.firestore {\n  match /databases/{database}/documents {\n    match /{document=**} {\n      ${statements}\n    }\n  }\n}\n`;

  test('of this checkout are recognised, whatever their ends of lines', () => {
    expect(judge(readRulesFile())).toEqual(['ok']);
    expect(judge(readRulesFile().replaceAll('\n', '\r\n'))).toEqual(['ok']);
    expect(judge(readRulesFile().replace('isStaff()', 'isAdmin()'))).toEqual(['problem']);
  });

  test.each([
    'allow read, write: if false;',
    '// allow read;\n      allow read , write : if   false ; /* allow write: if true; */',
    '',
  ])('that deny everything are no loss: %j', (statements) => {
    expect(judge(rules(statements))).toEqual(['ok']);
  });

  test.each([
    'allow read, write: if request.time < timestamp.date(2026, 12, 24);',
    'allow read;',
    'allow read, write: if false; allow get: if true;',
    'allow read: if false || true;',
    "allow write: if false; function url() { return 'https://a'; } allow read: if true;",
    "// don't\n      allow read: if true;",
    'allow read: if "/*" == "*/" || true;',
  ])('that allow anything would be lost: %j', (statements) => {
    expect(judge(rules(statements))).toEqual(['problem']);
  });
});

describe('the indexes', () => {
  const { FirestoreApi } = firebaseTools('firestore/api');
  const cli = new FirestoreApi();

  /** What is found in a project that has just these indexes and settings of fields. */
  async function judge(indexes: readonly object[], fields: readonly object[] = []) {
    const { originOf, close } = await serveGoogleApis({
      [ADDRESSES.indexes]: { json: { indexes } },
      [ADDRESSES.fields]: { json: { fields } },
    });
    try {
      const api = modules.newGoogleApi({ projectId: PROJECT, accessToken: 'token', originOf });
      const deployed = await modules.readIndexes(api, PROJECT);
      const overrides = await modules.readOverrides(api, PROJECT);
      return {
        ofIndexes: modules.judgeIndexes(deployed.value, checkout, PROJECT),
        ofFields: modules.judgeOverrides(overrides.value, checkout, PROJECT),
      };
    } finally {
      await close();
    }
  }

  const status = { fieldPath: 'status', order: 'ASCENDING' };
  const changed = { fieldPath: 'statusChangedAt', order: 'DESCENDING' };
  const id = (order: string) => ({ fieldPath: '__name__', order });

  test.each<[what: string, index: object]>([
    ['one of this checkout', deployedIndex('leads', [status, changed])],
    ['another collection', deployedIndex('deals', [status, changed])],
    ['another order', deployedIndex('leads', [changed, status])],
    ['another direction', deployedIndex('leads', [status, { ...changed, order: 'ASCENDING' }])],
    ['a field more', deployedIndex('leads', [status, changed, { ...status, fieldPath: 'x' }])],
    [
      'another scope',
      deployedIndex('leads', [status, changed], { queryScope: 'COLLECTION_GROUP' }),
    ],
    ['another API', deployedIndex('leads', [status, changed], { apiScope: 'DATASTORE_MODE_API' })],
    ['any API', deployedIndex('leads', [status, changed], { apiScope: 'ANY_API' })],
    [
      'ids in another direction',
      deployedIndex('leads', [], { fields: [status, changed, id('ASCENDING')] }),
    ],
    ['an array', deployedIndex('leads', [status, { fieldPath: 'tags', arrayConfig: 'CONTAINS' }])],
    [
      'a vector',
      deployedIndex('leads', [], {
        fields: [
          status,
          id('ASCENDING'),
          { fieldPath: 'v', vectorConfig: { dimension: 8, flat: {} } },
        ],
      }),
    ],
  ])('are compared as the Firebase CLI compares them: %s', async (_what, index) => {
    const isKnown = readDefinitions().indexes.some((wanted) =>
      cli.indexMatchesSpec(structuredClone(index), structuredClone(wanted), 'STANDARD'),
    );
    const { ofIndexes } = await judge([index]);
    const all = checkout.indexes.length;
    expect(ofIndexes.map(({ found }) => found.replace(/:.*/s, ''))).toEqual([
      `${isKnown ? all - 1 : all} of ${all} composite indexes would be built`,
      ...(isKnown ? [] : ['1 composite indexes of others stay']),
    ]);
  });

  const kept = { queryScope: 'COLLECTION_GROUP', order: 'ASCENDING' };

  test.each<[what: string, field: object]>([
    ['exempt', deployedField('leads', 'tags', [])],
    ['with an index', deployedField('leads', 'tags', [kept])],
    ['with a TTL policy', deployedField('leads', 'tags', [], { ttlConfig: { state: 'ACTIVE' } })],
    ['of another collection', deployedField('deals', 'tags', [])],
    ['with the index that is wanted', deployedField('statusHistory', 'effectiveAt', [kept])],
    ['without the index that is wanted', deployedField('statusHistory', 'effectiveAt', [])],
  ])('of a field %s are compared as the Firebase CLI compares them', async (_what, field) => {
    const { fieldOverrides } = readDefinitions();
    const isKnown = fieldOverrides.some((wanted) => cli.fieldMatchesSpec(field, wanted));
    const [first] = (await judge([], [field])).ofFields;
    expect(first?.found).toMatch(
      new RegExp(`^${fieldOverrides.length - Number(isKnown)} fields of `),
    );
  });

  test('of a field that somebody chose would be lost, and all others of others stay', async () => {
    const { ofFields } = await judge(
      [],
      [deployedField('leads', 'tags', [kept]), deployedField('deals', 'tags', [kept])],
    );
    expect(ofFields).toMatchObject([
      { level: 'advice' },
      {
        level: 'problem',
        found: expect.stringContaining('leads.tags (COLLECTION_GROUP ASCENDING)'),
      },
      { level: 'advice', found: expect.stringContaining('deals.tags') },
    ]);
  });

  test('that are being built, or are broken, are named', async () => {
    const { ofIndexes } = await judge([
      deployedIndex('leads', [status, changed], { state: 'CREATING' }),
      deployedIndex('appointments', [status, { ...changed, fieldPath: 'startsAt' }], {
        state: 'NEEDS_REPAIR',
      }),
    ]);
    expect(ofIndexes.map(({ level, found }) => `${level}: ${found}`).slice(1)).toEqual([
      'advice: leads (status, statusChangedAt) is still being built.',
      'problem: appointments (status, startsAt) is in the state NEEDS_REPAIR: its queries fail.',
    ]);
  });
});

describe('the database', () => {
  const judge = (location: string, REGION: string, others = {}) =>
    levels(
      modules.judgeDatabase(
        { location, type: 'FIRESTORE_NATIVE', edition: 'STANDARD', ...others },
        configured({ REGION }),
        PROJECT,
      ),
    );

  test('is near the functions, or a region away', () => {
    expect(judge('europe-southwest1', 'europe-southwest1')).toEqual(['ok']);
    expect(judge('eur3', 'europe-west1')).toEqual(['ok']);
    expect(judge('eur3', 'europe-southwest1')).toEqual(['advice']);
    expect(judge('nam5', 'europe-west1')).toEqual(['advice']);
  });

  test('has to be in native mode, and should be of the edition Standard', () => {
    expect(judge('eur3', 'europe-west1', { type: 'DATASTORE_MODE' })).toEqual(['problem']);
    expect(judge('eur3', 'europe-west1', { edition: 'ENTERPRISE' })).toEqual(['ok', 'advice']);
  });

  test('that is missing would be created by the Firebase CLI in the United States', () => {
    const { FIRESTORE_DUAL_REGION_TO_REGION_MAPPING: nearest } = firebaseTools('gcp/location');
    for (const [location, region] of Object.entries(nearest)) {
      expect(judge(location, region)).toEqual(['ok']);
    }
  });
});

test('a region that Cloud Scheduler does not know is a problem, with those that are near', () => {
  const judge = (regions: readonly string[]) =>
    modules.judgeScheduler(regions, configured({ CHECK_REGION: 'europe-southwest1' }), PROJECT);
  expect(levels(judge(['europe-southwest1']))).toEqual(['ok']);
  const [finding] = judge(['us-central1', 'europe-west1', 'europe-west3']);
  expect(finding?.level).toBe('problem');
  expect(finding?.advice).toContain('knows: europe-west1, europe-west3.');
});

test('Authentication has to have Email/Password, and need not have self sign-up', () => {
  const judge = (hasEmailPassword: boolean, hasSelfSignUp: boolean) =>
    levels(modules.judgeAuthentication({ hasEmailPassword, hasSelfSignUp }, PROJECT));
  expect(judge(true, false)).toEqual(['ok', 'ok']);
  expect(judge(true, true)).toEqual(['ok', 'advice']);
  expect(judge(false, true)).toEqual(['problem', 'advice']);
  expect(levels(modules.judgeAuthentication(null, PROJECT))).toEqual(['problem']);
});

test('the site has to be linked to a web app that is there', () => {
  const judge = (appId: string | null, webApps: readonly string[]) => {
    const [finding] = modules.judgeHosting({ id: 'site', appId }, webApps, PROJECT);
    return [finding?.level, finding?.commands.length];
  };
  expect(judge('app', ['app', 'other'])).toEqual(['ok', 0]);
  expect(judge('gone', ['app'])).toEqual(['problem', 1]);
  expect(judge(null, [])).toEqual(['problem', 2]);
});

describe('App Check', () => {
  test('of the functions needs a site key in the board', () => {
    const judge = (ENFORCE_APP_CHECK: boolean, siteKey: string) =>
      levels(modules.judgeEnforcement(configured({ ENFORCE_APP_CHECK }, siteKey), PROJECT));
    expect(judge(true, SITE_KEY)).toEqual(['ok']);
    expect(judge(true, '')).toEqual(['problem']);
    expect(judge(false, '')).toEqual(['advice']);
  });

  test('of Firestore needs one, too, and should be as strict as the functions', () => {
    const judge = (isEnforced: boolean, ENFORCE_APP_CHECK: boolean, siteKey: string) =>
      levels(
        modules.judgeFirestoreEnforcement(
          isEnforced,
          configured({ ENFORCE_APP_CHECK }, siteKey),
          PROJECT,
        ),
      );
    expect(judge(true, true, SITE_KEY)).toEqual(['ok']);
    expect(judge(true, false, '')).toEqual(['problem']);
    expect(judge(false, true, SITE_KEY)).toEqual(['advice']);
    expect(judge(false, false, '')).toEqual(['ok']);
  });

  test('of the web app is by the board’s own key', () => {
    const judge = (registered: string | null, siteKey: string) =>
      levels(modules.judgeSiteKey(registered, 'app', configured({}, siteKey), PROJECT));
    expect(judge(SITE_KEY, SITE_KEY)).toEqual(['ok']);
    expect(judge('another', SITE_KEY)).toEqual(['problem']);
    expect(judge(null, SITE_KEY)).toEqual(['problem']);
    expect(judge('another', '')).toEqual([]);
  });
});

test('OLDER_LEADS is on where an older system left leads, and off where it left none', () => {
  const judge = (count: number, hasOlder: boolean, OLDER_LEADS: boolean) =>
    modules.judgeOlderLeads({ count, hasOlder }, configured({ OLDER_LEADS }), PROJECT);
  expect(judge(1, true, true)).toMatchObject([
    { level: 'advice', commands: [`npm run leads -- --project ${PROJECT} adopt`] },
  ]);
  expect(levels(judge(1, true, false))).toEqual(['problem']);
  expect(judge(0, false, true)).toMatchObject([
    { level: 'advice', advice: expect.stringContaining('Set OLDER_LEADS=false') },
  ]);
  expect(judge(1_200, false, false)).toMatchObject([
    { level: 'ok', found: expect.stringContaining('1,200 leads were read') },
  ]);
});
