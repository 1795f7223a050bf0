/** Events in the form that deployed functions receive, delivered again by posting them to the emulator. */
import { z } from 'zod';

const FUNCTION_NAMES: Readonly<Record<string, string>> = {
  appointments: 'onAppointmentCreated',
  visits: 'onVisitCreated',
};
const REGION = 'europe-southwest1';

/** Delivers the creation of a document to its function again. Resolves to the HTTP status of the answer. */
export async function redeliverCreation(
  path: string,
  { withoutData = false } = {},
): Promise<number> {
  const project = process.env['GCLOUD_PROJECT'] ?? '';
  const { data, ...envelope } = await creationEvent(project, path);
  const [collection = ''] = path.split('/');
  const trigger = `${REGION}-${FUNCTION_NAMES[collection] ?? ''}-0`;
  const response = await fetch(
    `http://${process.env['FUNCTIONS_EMULATOR_HOST'] ?? ''}/functions/projects/${project}/triggers/${trigger}`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(withoutData ? envelope : { ...envelope, data }),
    },
  );
  await response.text();
  return response.status;
}

/** The event of a document's creation, in the form that a deployed function receives. */
export async function creationEvent(project: string, path: string) {
  const database = `projects/${project}/databases/(default)`;
  return {
    specversion: '1.0',
    id: crypto.randomUUID(),
    type: 'google.cloud.firestore.document.v1.created',
    source: `//firestore.googleapis.com/${database}`,
    subject: `documents/${path}`,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    location: REGION,
    project,
    database: '(default)',
    namespace: '(default)',
    document: path,
    data: { value: await readAsCreated(`${database}/documents/${path}`) },
  };
}

const documentSchema = z.object({
  name: z.string(),
  createTime: z.string(),
  fields: z.record(z.string(), z.unknown()),
});

/** A document as it was before it was linked, in the form that events carry. */
async function readAsCreated(name: string) {
  const host = process.env['FIRESTORE_EMULATOR_HOST'] ?? '';
  const path = name.split('/').map(encodeURIComponent).join('/');
  const response = await fetch(`http://${host}/v1/${path}`, {
    headers: { authorization: 'Bearer owner' },
  });
  const { createTime, fields, ...rest } = documentSchema.parse(await response.json());
  const { leadId, leadSync, ...asCreated } = fields;
  return { ...rest, fields: asCreated, createTime, updateTime: createTime };
}
