import { z } from 'zod';
import type { Answer, GoogleApi } from './googleApi';

/** The trigger of a function, as far as it decides whether another function can take its place. */
export type Trigger = 'event' | 'callable' | 'schedule' | 'https' | 'other';

export interface DeployedFunction {
  id: string;
  region: string;
  codebase: string;
  generation: 1 | 2;
  trigger: Trigger;
  /** Whether the Firebase CLI deployed it. It deletes no other. */
  isFirebaseManaged: boolean;
}

export interface DeployedFunctions {
  functions: readonly DeployedFunction[];
  /** Regions that did not say which functions they have. */
  unreachable: readonly string[];
}

export interface DeployedRules {
  /** `projects/…/rulesets/…` */
  ruleset: string;
  source: string;
}

export interface Database {
  location: string;
  /** `FIRESTORE_NATIVE` or `DATASTORE_MODE`. */
  type: string;
  /** `STANDARD` or `ENTERPRISE`. */
  edition: string;
}

/** A mode of a field in an index: an order, an array, or a vector with its dimension. */
export interface IndexField {
  fieldPath: string;
  mode: string;
}

export interface DeployedIndex {
  collectionGroup: string;
  queryScope: string;
  /** Null for the API that all databases have. */
  apiScope: string | null;
  fields: readonly IndexField[];
  /** `READY`, `CREATING` or `NEEDS_REPAIR`. */
  state: string;
}

export interface DeployedOverride {
  collectionGroup: string;
  fieldPath: string;
  /** `COLLECTION ASCENDING`, …; empty if the field is exempt from automatic indexes. */
  modes: readonly string[];
  hasTtl: boolean;
}

export interface SignIn {
  hasEmailPassword: boolean;
  hasSelfSignUp: boolean;
}

/** The site that `firebase deploy --only hosting` deploys to. */
export interface Site {
  id: string;
  appId: string | null;
}

/** These become part of commands that are pasted into a shell. */
const appIdSchema = z.string().regex(/^[\w:.-]+$/);
const rulesetSchema = z.string().regex(/^projects\/[\w:.-]+\/rulesets\/[\w-]+$/);

const labelsSchema = z.record(z.string(), z.string()).default({});
const functionSchema = z.object({
  name: z.string().regex(/^projects\/[^/]+\/locations\/[^/]+\/functions\/[^/]+$/),
  labels: labelsSchema,
  eventTrigger: z.object({}).optional(),
});
const functionPageSchema = z.object({
  functions: z.array(functionSchema).default([]),
  unreachable: z.array(z.string()).default([]),
});

/** The project's number, which App Check names it by; null if it is no Firebase project. */
export async function readProjectNumber(
  api: GoogleApi,
  projectId: string,
): Promise<Answer<string | null>> {
  const schema = z.object({ projectNumber: z.string() });
  const answer = await api.get(`firebase.googleapis.com/v1beta1/projects/${projectId}`, schema);
  return orNull(map(answer, ({ projectNumber }) => projectNumber));
}

/** All functions of both generations. */
export async function readFunctions(
  api: GoogleApi,
  projectId: string,
): Promise<Answer<DeployedFunctions>> {
  const path = `projects/${projectId}/locations/-/functions`;
  const host = 'cloudfunctions.googleapis.com';
  const [first, second] = await Promise.all([
    api.getPages(`${host}/v1/${path}`, functionPageSchema),
    api.getPages(`${host}/v2/${path}?filter=environment%3D%22GEN_2%22`, functionPageSchema),
  ]);
  if (first.kind !== 'found') return first;
  if (second.kind !== 'found') return second;
  const pages = [...first.value, ...second.value];
  const functions = [
    ...first.value.flatMap((page) => page.functions.map((each) => functionOf(each, 1))),
    ...second.value.flatMap((page) => page.functions.map((each) => functionOf(each, 2))),
  ];
  const unreachable = [...new Set(pages.flatMap((page) => page.unreachable))];
  return { kind: 'found', value: { functions, unreachable } };
}

function functionOf(
  { name, labels, eventTrigger }: z.infer<typeof functionSchema>,
  generation: 1 | 2,
): DeployedFunction {
  const [, , , region = '', , id = ''] = name.split('/');
  return {
    id,
    region,
    codebase: labels['firebase-functions-codebase'] ?? 'default',
    generation,
    trigger: triggerOf(labels, eventTrigger !== undefined),
    isFirebaseManaged: labels['deployment-tool']?.startsWith('cli-firebase') === true,
  };
}

/** As the Firebase CLI reads it. */
function triggerOf(labels: Readonly<Record<string, string>>, hasEvent: boolean): Trigger {
  if ('deployment-scheduled' in labels) return 'schedule';
  if ('deployment-taskqueue' in labels || 'deployment-blocking' in labels) return 'other';
  if ('deployment-callable' in labels || 'deployment-callabled' in labels) return 'callable';
  return hasEvent ? 'event' : 'https';
}

/** The rules that Firestore's default database uses; null if none were ever deployed. */
export async function readRules(
  api: GoogleApi,
  projectId: string,
): Promise<Answer<DeployedRules | null>> {
  const host = 'firebaserules.googleapis.com/v1';
  const release = await api.get(
    `${host}/projects/${projectId}/releases/cloud.firestore`,
    z.object({ rulesetName: rulesetSchema }),
  );
  if (release.kind !== 'found') return orNull(release);
  const { rulesetName: ruleset } = release.value;
  const files = z.array(z.object({ content: z.string() }));
  const answer = await api.get(
    `${host}/${ruleset}`,
    z.object({ source: z.object({ files: files }) }),
  );
  return map(answer, ({ source }) => ({
    ruleset,
    source: source.files.map(({ content }) => content).join('\n'),
  }));
}

const databaseUrl = (projectId: string): string =>
  `firestore.googleapis.com/v1/projects/${projectId}/databases/(default)`;

/** The default database; null if there is none. */
export async function readDatabase(
  api: GoogleApi,
  projectId: string,
): Promise<Answer<Database | null>> {
  const schema = z.object({
    locationId: z.string(),
    type: z.string(),
    databaseEdition: z.string().default('STANDARD'),
  });
  const answer = await api.get(databaseUrl(projectId), schema);
  return orNull(
    map(answer, ({ locationId: location, type, databaseEdition: edition }) => ({
      location,
      type,
      edition,
    })),
  );
}

const indexFieldSchema = z.object({
  fieldPath: z.string(),
  order: z.string().optional(),
  arrayConfig: z.string().optional(),
  vectorConfig: z.object({ dimension: z.number() }).optional(),
});

/** The composite indexes of the default database. */
export async function readIndexes(
  api: GoogleApi,
  projectId: string,
): Promise<Answer<DeployedIndex[]>> {
  const index = z.object({
    name: z.string(),
    queryScope: z.string(),
    apiScope: z.string().optional(),
    fields: z.array(indexFieldSchema),
    state: z.string(),
  });
  const pages = await api.getPages(
    `${databaseUrl(projectId)}/collectionGroups/-/indexes`,
    z.object({ indexes: z.array(index).default([]) }),
  );
  return map(pages, (found) =>
    found
      .flatMap(({ indexes }) => indexes)
      .map(({ name, queryScope, apiScope, fields, state }) => ({
        collectionGroup: partAfter(name, 'collectionGroups'),
        queryScope,
        apiScope: apiScope === undefined || apiScope === 'ANY_API' ? null : apiScope,
        fields: fields.map(indexFieldOf),
        state,
      })),
  );
}

/** What a field of an index definition says, in a file or in an answer. */
export function indexFieldOf({
  fieldPath,
  order,
  arrayConfig,
  vectorConfig,
}: z.infer<typeof indexFieldSchema>): IndexField {
  const vector = vectorConfig === undefined ? 'UNKNOWN' : `VECTOR(${vectorConfig.dimension})`;
  return { fieldPath, mode: order ?? arrayConfig ?? vector };
}

/** The fields whose automatic indexes are changed, or that have a TTL policy. */
export async function readOverrides(
  api: GoogleApi,
  projectId: string,
): Promise<Answer<DeployedOverride[]>> {
  const index = z.object({ queryScope: z.string(), fields: z.array(indexFieldSchema) });
  const field = z.object({
    name: z.string(),
    indexConfig: z.object({ indexes: z.array(index).default([]) }).default({ indexes: [] }),
    ttlConfig: z.object({}).optional(),
  });
  const filter = encodeURIComponent('indexConfig.usesAncestorConfig=false OR ttlConfig:*');
  const pages = await api.getPages(
    `${databaseUrl(projectId)}/collectionGroups/-/fields?filter=${filter}`,
    z.object({ fields: z.array(field).default([]) }),
  );
  return map(pages, (found) =>
    found
      .flatMap(({ fields }) => fields)
      .map(({ name, indexConfig, ttlConfig }) => ({
        collectionGroup: partAfter(name, 'collectionGroups'),
        fieldPath: partAfter(name, 'fields'),
        modes: indexConfig.indexes.map(({ queryScope, fields: [only] }) =>
          only === undefined ? queryScope : `${queryScope} ${indexFieldOf(only).mode}`,
        ),
        hasTtl: ttlConfig !== undefined,
      }))
      // The settings of all other fields.
      .filter(({ collectionGroup }) => collectionGroup !== '__default__'),
  );
}

/** The regions in which Cloud Scheduler can be used. */
export async function readSchedulerRegions(
  api: GoogleApi,
  projectId: string,
): Promise<Answer<string[]>> {
  const pages = await api.getPages(
    `cloudscheduler.googleapis.com/v1/projects/${projectId}/locations`,
    z.object({ locations: z.array(z.object({ locationId: z.string() })).default([]) }),
  );
  return map(pages, (found) =>
    found.flatMap(({ locations }) => locations.map(({ locationId }) => locationId)),
  );
}

/** How people sign in; null if Authentication was never set up. */
export async function readSignIn(
  api: GoogleApi,
  projectId: string,
): Promise<Answer<SignIn | null>> {
  const schema = z.object({
    signIn: z
      .object({ email: z.object({ enabled: z.boolean().optional() }).optional() })
      .optional(),
    client: z
      .object({
        permissions: z.object({ disabledUserSignup: z.boolean().optional() }).optional(),
      })
      .optional(),
  });
  const answer = await api.get(
    `identitytoolkit.googleapis.com/admin/v2/projects/${projectId}/config`,
    schema,
  );
  return orNull(
    map(answer, ({ signIn, client }) => ({
      hasEmailPassword: signIn?.email?.enabled === true,
      hasSelfSignUp: client?.permissions?.disabledUserSignup !== true,
    })),
  );
}

/** The project's default Hosting site; null if there is none. */
export async function readDefaultSite(
  api: GoogleApi,
  projectId: string,
): Promise<Answer<Site | null>> {
  const site = z.object({
    name: z.string().regex(/\/sites\/[\w-]+$/),
    appId: appIdSchema.optional(),
    type: z.string().optional(),
  });
  const pages = await api.getPages(
    `firebasehosting.googleapis.com/v1beta1/projects/${projectId}/sites`,
    z.object({ sites: z.array(site).default([]) }),
  );
  return orNull(
    map(pages, (found) => {
      const sites = found.flatMap((page) => page.sites);
      const only = sites.find(({ type }) => type === 'DEFAULT_SITE');
      return only === undefined
        ? null
        : { id: partAfter(only.name, 'sites'), appId: only.appId ?? null };
    }),
  );
}

/** What a Hosting site serves. */
export type LiveApp = 'nothing' | 'the board' | 'another app';

/** The rewrite of `firebase.json`, by which the board's releases are recognised. */
const BOARD_REWRITE = '!/assets/**';

export async function readLiveApp(
  api: GoogleApi,
  projectId: string,
  siteId: string,
): Promise<Answer<LiveApp>> {
  const rewrite = z.object({ glob: z.string().optional() });
  const config = z.object({ rewrites: z.array(rewrite).default([]) });
  const version = z.object({ config: config.default({ rewrites: [] }) });
  const release = z.object({ version: version.default({ config: { rewrites: [] } }) });
  const answer = await api.get(
    `firebasehosting.googleapis.com/v1beta1/projects/${projectId}/sites/${siteId}/channels/live`,
    z.object({ release: release.optional() }),
  );
  if (answer.kind === 'missing') return { kind: 'found', value: 'nothing' };
  return map(answer, ({ release: live }) => {
    if (live === undefined) return 'nothing';
    const isBoard = live.version.config.rewrites.some(({ glob }) => glob === BOARD_REWRITE);
    return isBoard ? 'the board' : 'another app';
  });
}

/** The ids of the project's web apps. */
export async function readWebApps(api: GoogleApi, projectId: string): Promise<Answer<string[]>> {
  const pages = await api.getPages(
    `firebase.googleapis.com/v1beta1/projects/${projectId}/webApps`,
    z.object({ apps: z.array(z.object({ appId: appIdSchema })).default([]) }),
  );
  return map(pages, (found) => found.flatMap(({ apps }) => apps.map(({ appId }) => appId)));
}

/** Whether Firestore refuses requests without an App Check token. */
export async function readFirestoreEnforcement(
  api: GoogleApi,
  projectNumber: string,
): Promise<Answer<boolean>> {
  const answer = await api.get(
    `firebaseappcheck.googleapis.com/v1/projects/${projectNumber}/services/firestore.googleapis.com`,
    z.object({ enforcementMode: z.string().optional() }),
  );
  return map(answer, ({ enforcementMode }) => enforcementMode === 'ENFORCED');
}

/** The reCAPTCHA Enterprise site key that a web app is registered with; null if it is not. */
export async function readSiteKey(
  api: GoogleApi,
  projectNumber: string,
  appId: string,
): Promise<Answer<string | null>> {
  const answer = await api.get(
    `firebaseappcheck.googleapis.com/v1/projects/${projectNumber}/apps/${appId}/recaptchaEnterpriseConfig`,
    z.object({ siteKey: z.string().optional() }),
  );
  return orNull(map(answer, ({ siteKey = '' }) => (siteKey === '' ? null : siteKey)));
}

function map<Value, Other>(answer: Answer<Value>, change: (value: Value) => Other): Answer<Other> {
  return answer.kind === 'found' ? { kind: 'found', value: change(answer.value) } : answer;
}

/** Where there is a documented "not found", it is an answer. */
function orNull<Value>(answer: Answer<Value>): Answer<Value | null> {
  return answer.kind === 'missing' ? { kind: 'found', value: null } : answer;
}

/** The part of a resource's name that follows another part. */
function partAfter(name: string, part: string): string {
  const parts = name.split('/');
  return parts[parts.indexOf(part) + 1] ?? '';
}
