import { lookForOlderLeads } from '../../functions/src/application/checks/lookForOlderLeads';
import { getAccessToken } from '../../functions/src/auth/accessToken';
import { database } from '../../functions/src/firestore/database';
import { printJson, printLines } from '../lib/print';
import { REPOSITORY } from '../lib/repository';
import { useTarget, type ToolOptions } from '../lib/target';
import { ToolError } from '../lib/toolError';
import { readCheckout } from '../preflight/checkout';
import type { Finding } from '../preflight/finding';
import { newGoogleApi, REQUEST_TIMEOUT_MS } from '../preflight/googleApi';
import { preflight } from '../preflight/preflight';
import { countByLevel, renderFinding, renderSummary } from '../preflight/renderFindings';

/** Prints the findings as they come, and ends the process: with 1 if there is a problem. */
export async function runPreflight(options: ToolOptions): Promise<void> {
  const { projectId, isReal, json } = useTarget(options);
  if (!isReal) throw new ToolError('preflight looks at a real project: name it with --project.');
  const checkout = readCheckout(REPOSITORY, projectId, process.env);
  const api = newGoogleApi({ projectId, accessToken: await requireAccessToken() });
  const findings: Finding[] = [];
  for await (const finding of preflight({
    projectId,
    api,
    checkout,
    lookForOlderLeads: () => lookForOlderLeads(database(), REQUEST_TIMEOUT_MS),
  })) {
    const previous = findings.at(-1)?.topic ?? null;
    if (json) printJson(finding);
    else printLines(...renderFinding(finding, previous));
    findings.push(finding);
  }
  const counts = countByLevel(findings);
  if (json) printJson({ summary: counts });
  else printLines(...renderSummary(counts));
  // A Firestore client that got no answer goes on asking, and would keep the process alive.
  process.exit(counts.problem > 0 ? 1 : 0);
}

async function requireAccessToken(): Promise<string> {
  try {
    return await getAccessToken();
  } catch {
    throw new ToolError(
      'This machine has no credentials for Google Cloud: run gcloud auth application-default login.',
    );
  }
}
