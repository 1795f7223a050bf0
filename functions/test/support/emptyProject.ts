/** Empties the project before each test of a file, for code that walks through the whole project. */
export function emptyProject(projectId: string): void {
  beforeEach(() => empty(projectId));
}

/** Removes every document of a project. Throws if there is no emulator. */
export async function empty(projectId: string): Promise<void> {
  const host = process.env['FIRESTORE_EMULATOR_HOST'];
  if (host === undefined) throw new Error('This empties a project: FIRESTORE_EMULATOR_HOST only');
  const documents = `emulator/v1/projects/${projectId}/databases/(default)/documents`;
  const { ok } = await fetch(`http://${host}/${documents}`, { method: 'DELETE' });
  if (!ok) throw new Error(`The emulator at ${host} did not empty ${projectId}`);
}
