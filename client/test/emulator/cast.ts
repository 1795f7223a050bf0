/** People who use the client library, and what the documents say that it writes. */
import { randomUUID } from 'node:crypto';
import { doc, getDocFromServer, Timestamp, type DocumentData } from 'firebase/firestore';
import { connectFunctionsEmulator, getFunctions } from 'firebase/functions';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import {
  PEOPLE,
  signIn,
  type Person,
  type SignedIn,
} from '../../../functions/test/support/clients';
import { until } from '../../../functions/test/support/until';
import type { EmbudoClient } from '../../src/index';
import { jsonSchemaOf, type SchemaName } from '../../jsonSchemas';

/** A person with the library's client, as an app makes it. */
type User = EmbudoClient & Pick<SignedIn, 'leave'> & { id: string };

async function enter(person: Person): Promise<User> {
  const { db, uid, leave } = await signIn(person);
  const functions = getFunctions(db.app, 'europe-southwest1');
  const [host = '', port] = (process.env['FUNCTIONS_EMULATOR_HOST'] ?? '').split(':');
  connectFunctionsEmulator(functions, host, Number(port));
  return { db, functions, uid: () => uid, id: uid, leave };
}

export interface Cast {
  admin: User;
  agent: User;
  customer: User;
}

async function enterAll(): Promise<Cast> {
  const people = [PEOPLE.admin, PEOPLE.agent, PEOPLE.customer];
  const [admin, agent, customer] = await Promise.all(people.map(enter));
  if (!admin || !agent || !customer) throw new Error('Somebody has not signed in');
  return { admin, agent, customer };
}

/** The people of a test file. They sign in before its tests, and leave after them. */
export function withCast(): Cast {
  const cast = {} as Cast;
  beforeAll(async () => {
    Object.assign(cast, await enterAll());
  });
  afterAll(() => Promise.all(Object.values(cast).map(({ leave }: User) => leave())));
  return cast;
}

/** The customer's own contact. */
export const OWN_CONTACT = PEOPLE.customer.claims.contactId;

/** A contact that no other test uses. */
export const newContact = (): string => `cliente-${randomUUID()}`;

/** What a document holds. */
export async function stored({ db }: EmbudoClient, path: string): Promise<DocumentData> {
  return (await getDocFromServer(doc(db, path))).data() ?? {};
}

/** Waits until a document holds something. */
export function storedOnce(
  client: EmbudoClient,
  path: string,
  isMet: (data: DocumentData) => boolean,
): Promise<DocumentData> {
  const read = async () => {
    const data = await stored(client, path);
    return isMet(data) && data;
  };
  return until(`${path} is as wanted`, read);
}

/** What a listener says first that is as wanted. */
export function first<Data>(
  watch: (onChange: (data: Data) => void, onError: (error: Error) => void) => () => void,
  isWanted: (data: Data) => boolean,
): Promise<Data> {
  return new Promise((resolve, reject) => {
    const stop = watch((data) => {
      if (!isWanted(data)) return;
      resolve(data);
      queueMicrotask(() => {
        stop();
      });
    }, reject);
  });
}

const ajv = addFormats(new Ajv2020({ allErrors: true, strict: true }));

/** What is wrong with a document by its JSON Schema, which is taken to name all its fields. */
export function findFaults(name: SchemaName, data: DocumentData): string[] {
  const validate = ajv.compile(jsonSchemaOf(name, { isClosed: true }));
  validate(asJson(data));
  return (validate.errors ?? []).map(
    ({ instancePath, message = '', params }) =>
      `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** As the schemas describe it: with times in ISO 8601. */
function asJson(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate().toISOString();
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asJson(part)]));
}
