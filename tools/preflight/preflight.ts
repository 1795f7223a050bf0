import type { LeadsRead } from '../../functions/src/application/checks/lookForOlderLeads';
import type { Checkout } from './checkout';
import type { Finding } from './finding';
import type { Answer, GoogleApi, Refusal } from './googleApi';
import { judgeEnforcement, judgeFirestoreEnforcement, judgeSiteKey } from './judgeAppCheck';
import { judgeAuthentication } from './judgeAuthentication';
import { judgeDatabase } from './judgeDatabase';
import { judgeFunctions } from './judgeFunctions';
import { judgeHosting, judgeLiveApp } from './judgeHosting';
import { judgeIndexes, judgeOverrides } from './judgeIndexes';
import { judgeOlderLeads } from './judgeOlderLeads';
import { judgeProject } from './judgeProject';
import { judgeRules } from './judgeRules';
import { judgeScheduler } from './judgeScheduler';
import { judgeSettings } from './judgeSettings';
import {
  readDatabase,
  readDefaultSite,
  readFirestoreEnforcement,
  readFunctions,
  readIndexes,
  readLiveApp,
  readOverrides,
  readProjectNumber,
  readRules,
  readSchedulerRegions,
  readSignIn,
  readSiteKey,
  readWebApps,
  type Site,
} from './projectState';
import { QUESTIONS } from './questions';
import { explainRefusal, judgeAnswer } from './unknown';

export interface Preflight {
  projectId: string;
  api: GoogleApi;
  checkout: Checkout;
  /** Rejects if the leads cannot be read. */
  lookForOlderLeads: () => Promise<LeadsRead>;
}

/**
 * What a deployment from this checkout would do to a project, and whether Embudo can work there, topic by
 * topic. It only reads. A question that is refused is a finding, and the others go on.
 */
export async function* preflight(given: Preflight): AsyncGenerator<Finding> {
  const { projectId, api, checkout } = given;
  // All are asked at once, and none of them rejects.
  const number = readProjectNumber(api, projectId);
  const database = readDatabase(api, projectId);
  const functions = readFunctions(api, projectId);
  const rules = readRules(api, projectId);
  const indexes = readIndexes(api, projectId);
  const overrides = readOverrides(api, projectId);
  const regions = readSchedulerRegions(api, projectId);
  const signIn = readSignIn(api, projectId);
  const site = readDefaultSite(api, projectId);
  const webApps = readWebApps(api, projectId);

  yield* judgeAnswer(QUESTIONS.project, await number, projectId, (found) =>
    judgeProject(found, projectId),
  );
  yield* judgeSettings(checkout, projectId);
  yield* judgeAnswer(QUESTIONS.database, await database, projectId, (found) =>
    judgeDatabase(found, checkout, projectId),
  );
  yield* judgeAnswer(QUESTIONS.functions, await functions, projectId, (found) =>
    judgeFunctions(found, checkout, projectId),
  );
  yield* judgeAnswer(QUESTIONS.rules, await rules, projectId, (found) =>
    judgeRules(found, checkout, projectId),
  );
  const hasDatabase = !isNull(await database);
  if (hasDatabase) {
    yield* judgeAnswer(QUESTIONS.indexes, await indexes, projectId, (found) =>
      judgeIndexes(found, checkout, projectId),
    );
    yield* judgeAnswer(QUESTIONS.overrides, await overrides, projectId, (found) =>
      judgeOverrides(found, checkout, projectId),
    );
  }
  yield* judgeAnswer(QUESTIONS.scheduler, await regions, projectId, (found) =>
    judgeScheduler(found, checkout, projectId),
  );
  yield* judgeAnswer(QUESTIONS.signIn, await signIn, projectId, (found) =>
    judgeAuthentication(found, projectId),
  );
  yield* judgeBoard(given, await site, await webApps);
  yield* judgeAppCheck(given, await number, await site);
  if (hasDatabase) yield* judgeLeads(given);
}

async function* judgeBoard(
  { projectId, api }: Preflight,
  site: Answer<Site | null>,
  webApps: Answer<string[]>,
): AsyncGenerator<Finding> {
  if (site.kind === 'found' && webApps.kind === 'found') {
    yield* judgeHosting(site.value, webApps.value, projectId);
  } else {
    yield* judgeAnswer(QUESTIONS.site, site, projectId, () => []);
    yield* judgeAnswer(QUESTIONS.webApps, webApps, projectId, () => []);
  }
  if (site.kind !== 'found' || site.value === null) return;
  const { id } = site.value;
  const live = await readLiveApp(api, projectId, id);
  yield* judgeAnswer(QUESTIONS.liveApp, live, projectId, (found) => judgeLiveApp(found, id));
}

async function* judgeAppCheck(
  { projectId, api, checkout }: Preflight,
  projectNumber: Answer<string | null>,
  site: Answer<Site | null>,
): AsyncGenerator<Finding> {
  yield* judgeEnforcement(checkout, projectId);
  if (projectNumber.kind !== 'found') {
    const question = { ...QUESTIONS.project, topic: 'appCheck', subject: 'App Check' } as const;
    yield* judgeAnswer(question, projectNumber, projectId, () => []);
    return;
  }
  const { value: number } = projectNumber;
  if (number === null) return;
  const appId = site.kind === 'found' ? (site.value?.appId ?? null) : null;
  const [enforcement, siteKey] = await Promise.all([
    readFirestoreEnforcement(api, number),
    appId === null || checkout.siteKey === '' ? null : readSiteKey(api, number, appId),
  ]);
  yield* judgeAnswer(QUESTIONS.enforcement, enforcement, projectId, (found) =>
    judgeFirestoreEnforcement(found, checkout, projectId),
  );
  if (appId === null || siteKey === null) return;
  yield* judgeAnswer(QUESTIONS.siteKey, siteKey, projectId, (found) =>
    judgeSiteKey(found, appId, checkout, projectId),
  );
}

async function* judgeLeads({
  projectId,
  checkout,
  lookForOlderLeads,
}: Preflight): AsyncGenerator<Finding> {
  let read: LeadsRead;
  try {
    read = await lookForOlderLeads();
  } catch (error) {
    yield explainRefusal(QUESTIONS.leads, refusalOf(error), projectId);
    return;
  }
  yield* judgeOlderLeads(read, checkout, projectId);
}

/** Firestore's client gives the codes of gRPC. Its messages are not used: they may name people. */
function refusalOf(error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === PERMISSION_DENIED) return { reason: 'forbidden' };
  if (code === UNAUTHENTICATED) return { reason: 'unauthenticated' };
  return { reason: 'failed', detail: 'Firestore did not answer' };
}

const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** Whether it is known that there is no such thing. */
function isNull(answer: Answer<unknown>): boolean {
  return answer.kind === 'found' && answer.value === null;
}
