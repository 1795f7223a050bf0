/** `ENFORCE_APP_CHECK`: a signed-in agent calls the deployed callable over HTTP, without App Check. */
import { once } from 'node:events';
import express from 'express';
import { createPerson, PEOPLE } from '../support/clients';

async function call(idToken: string): Promise<unknown> {
  // Loads the functions again, as a new instance does: parameters are read then.
  jest.resetModules();
  const { changeLeadStatus } =
    jest.requireActual<typeof import('../../src/index')>('../../src/index');
  const server = express()
    .use(express.json())
    .post('/', (request, response) =>
      changeLeadStatus(Object.assign(request, { rawBody: Buffer.alloc(0) }), response),
    )
    .listen(0);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const response = await fetch(`http://127.0.0.1:${String(port)}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${idToken}` },
    body: JSON.stringify({ data: {} }),
  });
  server.close();
  const { error } = (await response.json()) as { error: { status: string } };
  return error.status;
}

async function idTokenOf({ email, password }: { email: string; password: string }) {
  const host = process.env['FIREBASE_AUTH_EMULATOR_HOST'] ?? '';
  const response = await fetch(
    `http://${host}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=demo`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password, returnSecureToken: true }),
    },
  );
  return ((await response.json()) as { idToken: string }).idToken;
}

/** Silences what the SDK logs about each call. */
beforeEach(() => {
  for (const severity of ['warn', 'debug'] as const) {
    jest.spyOn(console, severity).mockImplementation(() => undefined);
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});

test.each([
  ['on', 'true', 'UNAUTHENTICATED'],
  ['off', 'false', 'INVALID_ARGUMENT'], // It gets as far as the request, which is empty.
])('a call without an App Check token, with enforcement %s', async (_what, parameter, status) => {
  const idToken = await idTokenOf(await createPerson(PEOPLE.agent));
  process.env['ENFORCE_APP_CHECK'] = parameter;
  expect(await call(idToken)).toBe(status);
});
