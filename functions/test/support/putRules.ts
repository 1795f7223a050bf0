/** Puts security rules into force in the Firestore emulator. */

/** The address of a project in the emulator: `:securityRules` and `:ruleCoverage` follow it. */
export function rulesOf(project: string): string {
  const host = process.env['FIRESTORE_EMULATOR_HOST'] ?? '';
  return `http://${host}/emulator/v1/projects/${project}`;
}

/** Puts rules into force in one project alone. The emulator forgets what the project's requests evaluated before. */
export async function putRules(project: string, content: string): Promise<void> {
  const body = JSON.stringify({ rules: { files: [{ name: 'firestore.rules', content }] } });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${rulesOf(project)}:securityRules`, { method: 'PUT', headers, body });
  if (!answer.ok) throw new Error(`These rules do not compile: ${await answer.text()}`);
}
