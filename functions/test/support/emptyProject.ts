/** What walks through the whole project needs that to itself: each test of the file begins with none. */
export function emptyProject(projectId: string): void {
  beforeEach(async () => {
    const host = process.env['FIRESTORE_EMULATOR_HOST'] ?? '';
    const documents = `emulator/v1/projects/${projectId}/databases/(default)/documents`;
    const { status } = await fetch(`http://${host}/${documents}`, { method: 'DELETE' });
    expect(status).toBe(200);
  });
}
