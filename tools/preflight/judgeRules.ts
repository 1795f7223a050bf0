import type { Checkout } from './checkout';
import { findingsOf, type Finding } from './finding';
import type { DeployedRules } from './projectState';

const { ok, problem } = findingsOf('rules');

/** Whether a deployment, which replaces the whole ruleset, would lose rules. */
export function judgeRules(
  deployed: DeployedRules | null,
  { rules }: Checkout,
  projectId: string,
): Finding[] {
  if (deployed === null) return [ok('There are none yet; a deployment brings Embudo’s.')];
  const { source, ruleset } = deployed;
  if (withPlainEnds(source) === withPlainEnds(rules)) {
    return [ok('They are those of this checkout.')];
  }
  if (isLocked(source)) {
    return [ok('They deny everything; a deployment brings Embudo’s.')];
  }
  const saved = `firestore.rules.${projectId}`;
  return [
    problem(
      'Other rules are there, and a deployment replaces them all: apps that they allow something would be refused.',
      `Save them. Copy their match blocks, and the functions that these call, into firestore.rules of this checkout, and npm test it. What two blocks allow adds up, so none of the old ones may match enquiries, appointments, visits, leads, statusHistory, denied or maintenance. If the rules are those of an earlier version of this repository, nothing is lost. To save and compare:`,
      `curl -s -H "Authorization: Bearer $(gcloud auth print-access-token)" -H "x-goog-user-project: ${projectId}" https://firebaserules.googleapis.com/v1/${ruleset} | node -p "JSON.parse(fs.readFileSync(0, 'utf8')).source.files.map((file) => file.content).join('\\n')" > ${saved}`,
      `diff ${saved} firestore.rules`,
    ),
  ];
}

function withPlainEnds(rules: string): string {
  return rules.trim().replaceAll('\r\n', '\n');
}

/** Whether rules allow nothing, as those of a new database in production mode. */
function isLocked(rules: string): boolean {
  // Without comments, and without texts, which may hold what looks like a comment.
  const code = rules.replaceAll(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g,
    ' ',
  );
  const allows = code.match(/\ballow\b[^;]*/g) ?? [];
  return allows.every((allow) => /^allow\s+[\w\s,]+:\s*if\s+false\s*$/.test(allow));
}
