/** A user of the demo. The password is no secret: the user exists in the Auth emulator only. */
export interface DemoUser {
  uid: string;
  email: string;
  password: string;
  displayName: string;
  claims: { role?: 'admin' | 'agent' | 'contact'; contactId?: string };
}

const ADMIN: DemoUser = {
  uid: 'admin-carmen',
  email: 'carmen@embudo.example',
  password: 'embudo-carmen',
  displayName: 'Carmen (administradora)',
  claims: { role: 'admin' },
};

export const LUCIA: DemoUser = {
  uid: 'agente-lucia',
  email: 'lucia@embudo.example',
  password: 'embudo-lucia',
  displayName: 'Lucía (agente)',
  claims: { role: 'agent' },
};

export const MATEO: DemoUser = {
  uid: 'agente-mateo',
  email: 'mateo@embudo.example',
  password: 'embudo-mateo',
  displayName: 'Mateo (agente)',
  claims: { role: 'agent' },
};

export const CUSTOMER: DemoUser = {
  uid: 'cliente-sofia',
  email: 'sofia@embudo.example',
  password: 'embudo-sofia',
  displayName: 'Sofía (clienta)',
  claims: { role: 'contact', contactId: 'sofia-romero' },
};

/** Has signed up, and has no role yet. */
const NEWCOMER: DemoUser = {
  uid: 'nueva-irene',
  email: 'irene@embudo.example',
  password: 'embudo-irene',
  displayName: 'Irene (sin papel)',
  claims: {},
};

export const DEMO_USERS = [ADMIN, LUCIA, MATEO, CUSTOMER, NEWCOMER];

/** Creates the demo's users in the Auth emulator. Users that exist are left as they are. */
export async function createUsers(authHost: string, project: string): Promise<void> {
  const accounts = `http://${authHost}/identitytoolkit.googleapis.com/v1/projects/${project}/accounts`;
  for (const { uid, claims, ...profile } of DEMO_USERS) {
    const isNew = await post(accounts, { localId: uid, ...profile });
    if (!isNew) continue;
    await post(`${accounts}:update`, { localId: uid, customAttributes: JSON.stringify(claims) });
  }
}

/** Returns false if the user exists already. */
async function post(url: string, body: object): Promise<boolean> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer owner' },
    body: JSON.stringify(body),
  });
  if (response.ok) return true;
  const answer = await response.text();
  if (/DUPLICATE_LOCAL_ID|EMAIL_EXISTS/.test(answer)) return false;
  throw new Error(`The Auth emulator answered ${response.status}: ${answer}`);
}
