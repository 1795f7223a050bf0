/** The fields of every event, without its data. `time` is when it was committed, in ISO 8601. */
export function envelopeOf(path: string, time: string, projectId: string) {
  return {
    specversion: '1.0' as const,
    id: `${path}@${time}`,
    source: `//firestore.googleapis.com/projects/${projectId}/databases/(default)`,
    type: 'google.cloud.firestore.document.v1.written',
    location: 'europe-southwest1',
    project: projectId,
    database: '(default)',
    namespace: '(default)',
    document: path,
    params: {},
    time,
  };
}
