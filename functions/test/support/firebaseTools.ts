/** The modules of the Firebase CLI that decide what a deployment does. They are not public, and have no types. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../../..');

/** A function as the Firebase CLI describes it: one that is there, or one to deploy. */
export interface Endpoint {
  id: string;
  project: string;
  region: string;
  codebase?: string | undefined;
  platform: string;
  runtime: string;
  availableMemoryMb?: number;
  cpu?: number;
  concurrency?: number;
  maxInstances?: number;
  timeoutSeconds?: number;
  uri?: string;
  serviceAccount?: string;
  eventTrigger?: { eventType: string; retry: boolean };
  scheduleTrigger?: object;
  secretEnvironmentVariables?: { key: string; secret: string }[];
}

/** Functions, by region and name. */
export interface Backend {
  endpoints: Readonly<Record<string, Readonly<Record<string, Endpoint>>>>;
}

interface Parameter {
  name: string;
  description?: string;
  type: string;
  default?: unknown;
}

/** What a package of functions declares, before its parameters have values. */
export interface Build {
  params: Parameter[];
}

export interface CodebaseConfig {
  source: string;
  codebase: string;
  runtime: string;
  predeploy: string[];
  ignore: string[];
}

export type Envs = Readonly<Record<string, string>>;

interface Changes {
  endpointsToCreate: Endpoint[];
  endpointsToUpdate: { endpoint: Endpoint }[];
  endpointsToDelete: Endpoint[];
}

interface ConfirmationOptions {
  force?: boolean;
  nonInteractive: boolean;
}

/** Decides whether an index or a field of a project is one of `firestore.indexes.json`. */
interface FirestoreApi {
  indexMatchesSpec: (deployed: object, wanted: object, edition: string) => boolean;
  fieldMatchesSpec: (deployed: object, wanted: object) => boolean;
}

/** What is used of each module of `firebase-tools/lib`. */
interface Modules {
  'functions/env': {
    parseStrict: (text: string) => Envs;
  };
  'functions/projectConfig': { normalizeAndValidate: (config: unknown) => CodebaseConfig[] };
  'deploy/functions/runtimes': {
    getRuntimeDelegate: (context: {
      projectId: string;
      projectDir: string;
      sourceDir: string;
      runtime: string;
    }) => Promise<{
      runtime: string;
      validate: () => Promise<void>;
      discoverBuild: (config: object, envs: Envs) => Promise<Build>;
    }>;
  };
  'deploy/functions/runtimes/supported': {
    RUNTIMES: Readonly<Record<string, { status: string; deprecationDate: string }>>;
  };
  'deploy/functions/build': {
    resolveBackend: (options: {
      build: Build;
      firebaseConfig: object;
      userEnvs: Envs;
      codebase: string;
      nonInteractive: boolean;
    }) => Promise<{ backend: Backend }>;
  };
  'deploy/functions/backend': {
    of: (...endpoints: Endpoint[]) => Backend;
    allEndpoints: (backend: Backend) => Endpoint[];
  };
  'deploy/functions/prepare': {
    resolveCpuAndConcurrency: (want: Backend) => void;
    resolveDefaultTimeout: (want: Backend) => void;
  };
  'deploy/functions/validate': {
    endpointsAreValid: (want: Backend, existing: Backend) => void;
    secretsAreValid: (projectId: string, want: Backend) => Promise<void>;
    endpointsAreUnique: (wanted: Readonly<Record<string, Backend>>) => void;
  };
  'deploy/functions/functionsDeployHelper': {
    groupEndpointsByCodebase: (
      wanted: Readonly<Record<string, Backend>>,
      have: Endpoint[],
    ) => Readonly<Record<string, Backend>>;
  };
  'deploy/functions/prompts': {
    promptForFailurePolicies: (
      options: ConfirmationOptions,
      want: Backend,
      have: Backend,
    ) => Promise<void>;
    promptForMinInstances: (
      options: ConfirmationOptions,
      want: Backend,
      have: Backend,
    ) => Promise<void>;
  };
  'deploy/functions/release/planner': {
    createDeploymentPlan: (plan: {
      projectId: string;
      codebase: string;
      wantBackend: Backend;
      haveBackend: Backend;
    }) => Promise<{ regionalChangesets: Readonly<Record<string, Changes>> }>;
  };
  'deploy/functions/prepareFunctionsUpload': {
    prepareFunctionsUpload: (
      projectDir: string,
      sourceDir: string,
      config: { ignore: string[] },
      additionalSources: string[],
    ) => Promise<{ pathToSource: string }>;
  };
  'gcp/cloudscheduler': {
    jobFromEndpoint: (
      endpoint: Endpoint,
      location: string,
      projectNumber: string,
    ) => Promise<object>;
  };
  'gcp/cloudfunctionsv2': { endpointFromFunction: (answer: object) => Endpoint };
  'gcp/cloudfunctions': { endpointFromFunction: (answer: object) => Endpoint };
  'gcp/location': { FIRESTORE_DUAL_REGION_TO_REGION_MAPPING: Readonly<Record<string, string>> };
  'firestore/api': { FirestoreApi: new () => FirestoreApi };
  logger: { logger: { silent: boolean } };
}

// Not Jest's own `require`, which would load and transform the whole of the CLI again for each test file.
const load = createRequire(join(ROOT, 'package.json'));

/** Loads a module of the Firebase CLI. */
export function firebaseTools<Name extends keyof Modules>(name: Name): Modules[Name] {
  return load(`firebase-tools/lib/${name}`) as Modules[Name];
}
