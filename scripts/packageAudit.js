// Asks npm's registry about the packages of a folder. Each answer has a `text` and says whether it `isFailure`.
import { runQuietly } from './processes.js';
import { SetupError } from './say.js';

const SEVERITIES = ['critical', 'high', 'moderate', 'low'];
const FAILING = ['critical', 'high'];

/** npm's own default waits for minutes. */
const RETRIES = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000'];

/** What npm says where a registry cannot be reached, has no such service, is out of order, or has no keys. */
const UNANSWERED = [
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b/,
  /\bERR_SOCKET_TIMEOUT\b/,
  /^(404|405|410|501|502|503|504) /,
  /no dependencies to audit that were installed from a supported registry/,
];

/** What is known of the packages of a folder's lock file. It fails by what is deployed alone. */
export async function askVulnerabilities(cwd) {
  const all = await askNpm(['audit'], cwd);
  if (all.unanswered) return unanswered('vulnerabilities', all);
  const deployed = await askNpm(['audit', '--omit=dev'], cwd);
  if (deployed.unanswered) return unanswered('vulnerabilities', deployed);
  const inDevelopment = Object.fromEntries(
    SEVERITIES.map((each) => [each, countOf(all, each) - countOf(deployed, each)]),
  );
  const inDeployed = Object.fromEntries(SEVERITIES.map((each) => [each, countOf(deployed, each)]));
  const severe = Object.values(deployed.answer.vulnerabilities)
    .filter(({ severity }) => FAILING.includes(severity))
    .map(({ name }) => name);
  const names = severe.length > 0 ? ` (${severe.join(', ')})` : '';
  return {
    text:
      `vulnerabilities of what is deployed: ${render(inDeployed)}${names}; ` +
      `of what is only for development: ${render(inDevelopment)}`,
    isFailure: severe.length > 0,
  };
}

/** Whether the registry has signed the installed packages of a folder. */
export async function askSignatures(cwd) {
  const result = await askNpm(['audit', 'signatures'], cwd);
  if (result.unanswered) return unanswered('signatures', result);
  const { invalid, missing } = result.answer;
  const ids = (packages) => packages.map(({ name, version }) => `${name}@${version}`).join(', ');
  return {
    text:
      invalid.length + missing.length === 0
        ? 'signatures: all are right'
        : `signatures: wrong: ${ids(invalid) || 'none'}; missing: ${ids(missing) || 'none'}`,
    isFailure: invalid.length + missing.length > 0,
  };
}

/** Asks npm for a report. Answers `answer`, or why there is none. Fails if npm fails in any other way. */
async function askNpm(args, cwd) {
  const words = [...args, '--json', '--loglevel=silent', ...RETRIES];
  const { output } = await runQuietly('npm', words, { cwd });
  const answer = parse(output);
  const isReport = answer?.auditReportVersion === 2 || Array.isArray(answer?.invalid);
  if (isReport) return { answer };
  const reason = answer?.message || answer?.error?.summary || output.trim() || 'it gave no reason';
  if (UNANSWERED.some((pattern) => pattern.test(reason))) return { unanswered: reason };
  throw new SetupError(`npm ${args.join(' ')} failed: ${reason}`);
}

function parse(output) {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

function unanswered(what, { unanswered: reason }) {
  return {
    text: `${what}: NOT CHECKED, the registry does not answer: ${reason}`,
    isFailure: false,
  };
}

const countOf = ({ answer }, severity) => answer.metadata.vulnerabilities[severity];

/** As "1 high, 2 low". */
function render(counts) {
  const parts = SEVERITIES.filter((each) => counts[each] > 0).map(
    (each) => `${counts[each]} ${each}`,
  );
  return parts.join(', ') || 'none';
}
