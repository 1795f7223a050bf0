/** The examples of `examples/`, as somebody would run them: those that send to `receiveEnquiry`, and a webhook's receiver. */
import { projectId } from '../support/ownProject';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { database } from '../../src/firestore/database';
import { emptyProject } from '../support/emptyProject';
import { catchLogs } from '../support/logs';
import { runNode } from '../../../tools/test/support/operator';
import { FORMER_SECRET, SECRET, withReceiver } from '../support/receiving';
import {
  deliverEntry,
  entryData,
  UNDER_THE_EMULATORS,
  WEBHOOK_SECRET,
  withParameters,
  writeHistory,
} from '../support/telling';
import { until } from '../support/until';

catchLogs();
emptyProject(projectId);
const receiver = withReceiver();
withParameters(UNDER_THE_EMULATORS);
const examples = join(__dirname, '../../../examples');
const run = promisify(execFile);

async function stored(): Promise<unknown[][]> {
  const { docs } = await database().collection('enquiries').get();
  return docs.map((each) =>
    ['origin.portal', 'externalId', 'message'].map((field): unknown => each.get(field)),
  );
}

test('the backend of a web form', async () => {
  const script = `
    import { enquiryOfForm, sendEnquiry } from ${JSON.stringify(join(examples, 'send-from-web-form.mjs'))};
    const form = { id: 7, name: 'Ana', email: 'ana@example.com', flat: 'L1', message: '¿Sigue libre?' };
    console.log(await sendEnquiry(process.env.URL, process.env.SECRET, enquiryOfForm(form)));
  `;
  const send = (secret: string) =>
    runNode(['--input-type=module', '--eval', script], { URL: receiver.url(), SECRET: secret });
  const { status, output } = await send(SECRET);
  expect([status, output]).toEqual([0, expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(await stored()).toEqual([['web', '7', '¿Sigue libre?']]);
  expect((await send(FORMER_SECRET)).output).toContain('Refused: 401');
});

test('a code step of n8n or Zapier', async () => {
  const script = `
    const { signEnquiry } = require(${JSON.stringify(join(examples, 'sign-in-a-code-step.cjs'))});
    const input = { portal: 'pisos.com', id: 12, phone: '600112233', message: '¿Sigue libre?' };
    const { body, headers } = signEnquiry(input, process.env.SECRET);
    fetch(process.env.URL, { method: 'POST', headers, body }).then(({ status }) => console.log(status));
  `;
  const { output } = await runNode(['--input-type=commonjs', '--eval', script], {
    URL: receiver.url(),
    SECRET,
  });
  expect(output).toBe('202');
  expect(await stored()).toEqual([['pisos.com', '12', '¿Sigue libre?']]);
});

test('a shell with curl and openssl', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'embudo-examples-'));
  try {
    const file = join(folder, 'enquiry.json');
    const contact = { email: 'ana@example.com' };
    await writeFile(
      file,
      `${JSON.stringify({ portal: 'phone', externalId: '1', contact, message: 'ñ' }, null, 2)}\n`,
    );
    const send = (secret: string) =>
      run('sh', [join(examples, 'send-with-curl.sh'), receiver.url(), file], {
        env: { ...process.env, ENQUIRY_SECRET: secret },
      });
    expect((await send(SECRET)).stdout).toMatch(/^\{"id":"[0-9a-f]{32}"\}$/);
    expect(await stored()).toEqual([['phone', '1', 'ñ']]);
    await expect(send(`whsec_${FORMER_SECRET}`)).rejects.toThrow('401');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the receiver of a webhook says what came, once, and what is still missing', async () => {
  const environment = { ...process.env, PORT: '0', WEBHOOK_SECRET };
  const child = spawn(process.execPath, [join(examples, 'receive-webhook.mjs')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ended = once(child, 'close');
  try {
    const lines = () => printed.trim().split('\n');
    await until('it listens', () => printed.includes('\n'));
    process.env['WEBHOOK_URL'] = lines()[0] ?? '';
    const steps = [entryData(1), entryData(2), entryData(4, { skipped: [3] })];
    const [first, second, fourth] = await writeHistory('lead-1', steps);
    if (first === undefined || second === undefined || fourth === undefined) throw new Error();
    for (const entry of [first, fourth, fourth, second]) {
      await deliverEntry('onStatusHistoryCreated', entry);
    }
    await until('it has printed all', () => lines().length === 5);
    expect(lines().slice(1)).toEqual([
      'lead-1 1: (new) → Visita Pendiente',
      'lead-1 4: Visita Pendiente → Visita Pendiente',
      '  still to come: 2',
      'lead-1 2: Visita Pendiente → Visita Pendiente',
    ]);
    process.env['WEBHOOK_SECRET'] = FORMER_SECRET;
    await expect(deliverEntry('onStatusHistoryCreated', first)).rejects.toThrow('answered 401');
  } finally {
    child.kill();
    await ended;
  }
});
