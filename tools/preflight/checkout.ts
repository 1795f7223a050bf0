import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readEnvFiles, readParameters, readSiteKey } from '../../scripts/envFiles.cjs';
import { indexFieldOf, type IndexField, type Trigger } from './projectState';

/** What a deployment from this checkout would bring to a project. */
export interface Checkout {
  parameters: Parameters;
  /** The parameters that no env file sets. Their defaults are used here; a deployment asks, or stops. */
  unset: readonly string[];
  /** The App Check site key that the board would be built with; '' if there is none. */
  siteKey: string;
  rules: string;
  indexes: readonly WantedIndex[];
  overrides: readonly WantedOverride[];
}

const parametersSchema = z.object({
  REGION: z.string(),
  CHECK_REGION: z.string(),
  ENFORCE_APP_CHECK: z.string().transform((value) => value === 'true'),
  OLDER_LEADS: z.string().transform((value) => value !== 'false'),
  RECEIVE_ENQUIRIES: z.string().transform((value) => value === 'true'),
  WEBHOOK_URL: z.string(),
  WEBHOOK_FIELDS: z.string(),
  MAIL_COLLECTION: z.string(),
  BOARD_URL: z.string(),
});

/** The parameters of the functions that a preflight compares with the project. */
export type Parameters = z.infer<typeof parametersSchema>;

export interface WantedIndex {
  collectionGroup: string;
  queryScope: string;
  fields: readonly IndexField[];
}

export interface WantedOverride {
  collectionGroup: string;
  fieldPath: string;
  modes: readonly string[];
}

const indexFileSchema = z.object({
  indexes: z.array(
    z.object({
      collectionGroup: z.string(),
      queryScope: z.string(),
      fields: z.array(
        z.object({
          fieldPath: z.string(),
          order: z.string().optional(),
          arrayConfig: z.string().optional(),
          vectorConfig: z.object({ dimension: z.number() }).optional(),
        }),
      ),
    }),
  ),
  fieldOverrides: z.array(
    z.object({
      collectionGroup: z.string(),
      fieldPath: z.string(),
      indexes: z.array(
        z.object({
          queryScope: z.string().default('COLLECTION'),
          order: z.string().optional(),
          arrayConfig: z.string().optional(),
        }),
      ),
    }),
  ),
});

/** Reads the files at `root` that decide about a deployment to a project. */
export function readCheckout(
  root: string,
  projectId: string,
  environment: Readonly<Record<string, string | undefined>>,
): Checkout {
  const defaults = readEnvFiles(join(root, 'functions'), ['.env.example']);
  // Nothing is a value only where it is the default.
  const set = Object.fromEntries(
    Object.entries(readParameters(root, projectId)).filter(
      ([name, value]) => value !== '' || defaults[name] === '',
    ),
  );
  const { indexes, fieldOverrides } = indexFileSchema.parse(
    JSON.parse(readFileSync(join(root, 'firestore.indexes.json'), 'utf8')),
  );
  return {
    parameters: parametersSchema.parse({ ...defaults, ...set }),
    unset: Object.keys(defaults).filter((name) => set[name] === undefined),
    siteKey: readSiteKey(root, projectId, environment),
    rules: readFileSync(join(root, 'firestore.rules'), 'utf8'),
    indexes: indexes.map(({ fields, ...index }) => ({
      ...index,
      fields: fields.map(indexFieldOf),
    })),
    overrides: fieldOverrides.map(({ collectionGroup, fieldPath, indexes: kept }) => ({
      collectionGroup,
      fieldPath,
      modes: kept.map(({ queryScope, order, arrayConfig }) =>
        [queryScope, order ?? arrayConfig ?? ''].join(' '),
      ),
    })),
  };
}

/** A function that a deployment from this checkout creates or updates. All are of the second generation. */
export interface WantedFunction {
  id: string;
  region: string;
  trigger: Trigger;
}

/** The codebase of `firebase.json`. */
export const CODEBASE = 'embudo';

/** The functions that `functions/src/index.ts` exports. A deployment leaves out some of them unless they are wanted. */
const TRIGGERS: Readonly<Record<string, Trigger>> = {
  onEnquiryCreated: 'event',
  onEnquiryUpdated: 'event',
  onEnquiryDeleted: 'event',
  onAppointmentCreated: 'event',
  onAppointmentUpdated: 'event',
  onAppointmentDeleted: 'event',
  onVisitCreated: 'event',
  onVisitUpdated: 'event',
  onVisitDeleted: 'event',
  onLeadUpdated: 'event',
  onListingUpdated: 'event',
  onStatusHistoryCreated: 'event',
  mailAgent: 'event',
  changeLeadStatus: 'callable',
  checkLeads: 'schedule',
  tellAgents: 'schedule',
  receiveEnquiry: 'https',
};

/** Whether a function is deployed, of those that are only if a parameter wants them. */
function wanted({ RECEIVE_ENQUIRIES, WEBHOOK_URL, MAIL_COLLECTION }: Parameters) {
  return {
    receiveEnquiry: RECEIVE_ENQUIRIES,
    onStatusHistoryCreated: WEBHOOK_URL !== '',
    mailAgent: MAIL_COLLECTION !== '',
    tellAgents: MAIL_COLLECTION !== '',
  };
}

export function listWantedFunctions(parameters: Parameters): WantedFunction[] {
  const { REGION, CHECK_REGION } = parameters;
  const isWanted: Readonly<Record<string, boolean>> = wanted(parameters);
  return Object.entries(TRIGGERS)
    .filter(([id]) => isWanted[id] ?? true)
    .map(([id, trigger]) => ({
      id,
      region: trigger === 'schedule' ? CHECK_REGION : REGION,
      trigger,
    }));
}
