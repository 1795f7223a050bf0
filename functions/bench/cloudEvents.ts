import { z } from 'zod';

const documentSchema = z.object({
  name: z.string(),
  createTime: z.string(),
  updateTime: z.string(),
  fields: z.record(z.string(), z.unknown()),
});

/** The event of a document's creation, in the form in which a deployed function gets it. */
export async function creationEvent(project: string, path: string): Promise<object> {
  const database = `projects/${project}/databases/(default)`;
  const host = process.env['FIRESTORE_EMULATOR_HOST'] ?? '';
  const response = await fetch(`http://${host}/v1/${database}/documents/${path}`, {
    headers: { authorization: 'Bearer owner' },
  });
  return {
    specversion: '1.0',
    id: path,
    type: 'google.cloud.firestore.document.v1.created',
    source: `//firestore.googleapis.com/${database}`,
    subject: `documents/${path}`,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    location: 'europe-southwest1',
    project,
    database: '(default)',
    namespace: '(default)',
    document: path,
    data: { value: documentSchema.parse(await response.json()) },
  };
}
