/**
 * What `npm run audit` makes of a registry's answers. npm asks a server on loopback, which answers as npm's documentation
 * of the bulk advisory endpoint says; signatures are of keys that only the real registry has, so there npm itself is replaced.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from './runScripts';

const BULK = '/-/npm/v1/security/advisories/bulk';

let folder: string;
let server: Server;

/** How the registry answers a question for advisories. */
let answer: { status: number; body: object };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'embudo-audit-'));
  const root = { name: 'a', version: '1.0.0' };
  const dependencies = { dependencies: { used: '1.0.0' }, devDependencies: { tool: '1.0.0' } };
  const packages = {
    '': { ...root, ...dependencies },
    'node_modules/used': { version: '1.0.0' },
    'node_modules/tool': { version: '1.0.0', dev: true },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...root, ...dependencies }));
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }),
  );
  server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? '';
    const known = { name, versions: { '1.0.0': { name, version: '1.0.0' } } };
    const { status, body } = request.url === BULK ? answer : { status: 200, body: known };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const advisory = (severity: string) => [
  {
    ...{ id: 1, url: 'https://example.com', title: 'A hole', severity, vulnerable_versions: '*' },
    ...{ cwe: [], cvss: { score: 0, vectorString: null } },
  },
];

async function askVulnerabilities(status: number, body: object = {}) {
  answer = { status, body };
  const { port } = server.address() as AddressInfo;
  return evaluate(
    `console.log(JSON.stringify(await scripts.askVulnerabilities(${JSON.stringify(folder)})))`,
    {
      npm_config_registry: `http://127.0.0.1:${String(port)}/`,
      npm_config_cache: mkdtempSync(join(folder, 'cache-')), // It keeps what it knows of an advisory.
    },
  );
}

describe('vulnerabilities', () => {
  test('that are severe and deployed are a failure, and named', async () => {
    const { output } = await askVulnerabilities(200, { used: advisory('high') });
    expect(JSON.parse(output)).toEqual({
      text: 'vulnerabilities of what is deployed: 1 high (used); of what is only for development: none',
      isFailure: true,
    });
  });

  test('that are less severe, or only of tools for development, are counted', async () => {
    const found = { used: advisory('moderate'), tool: advisory('critical') };
    const { output } = await askVulnerabilities(200, found);
    expect(JSON.parse(output)).toEqual({
      text: 'vulnerabilities of what is deployed: 1 moderate; of what is only for development: 1 critical',
      isFailure: false,
    });
  });

  test.each([404, 405, 503])('are not checked if the registry answers %i', async (status) => {
    const { output } = await askVulnerabilities(status);
    expect(output).toContain('NOT CHECKED, the registry does not answer');
    expect(JSON.parse(output)).toMatchObject({ isFailure: false });
  });

  test('are a failure of the command if the registry refuses for another reason', async () => {
    const { status, output } = await askVulnerabilities(401);
    expect(status).toBe(1);
    expect(output).toMatch(/^npm audit failed: 401 /);
  });
});

describe('signatures', () => {
  function askSignatures(printed: object) {
    const commands = mkdtempSync(join(folder, 'commands-'));
    const lines = `#!/bin/sh\necho '${JSON.stringify(printed)}'\n`;
    writeFileSync(join(commands, 'npm'), lines, { mode: 0o755 });
    return evaluate(`console.log(JSON.stringify(await scripts.askSignatures('.')))`, {
      PATH: commands,
    });
  }

  test('that are right are no failure', async () => {
    const { output } = await askSignatures({ invalid: [], missing: [] });
    expect(JSON.parse(output)).toEqual({ text: 'signatures: all are right', isFailure: false });
  });

  test('that are wrong or missing are a failure', async () => {
    const { output } = await askSignatures({
      invalid: [{ name: 'a', version: '1.0.0' }],
      missing: [{ name: 'b', version: '2.0.0' }],
    });
    expect(JSON.parse(output)).toEqual({
      text: 'signatures: wrong: a@1.0.0; missing: b@2.0.0',
      isFailure: true,
    });
  });

  test('are not checked if their keys cannot be reached', async () => {
    const summary = 'request to https://keys.invalid failed, reason: getaddrinfo ENOTFOUND';
    const { output } = await askSignatures({ error: { code: 'ENOTFOUND', summary, detail: '' } });
    expect(JSON.parse(output)).toMatchObject({ isFailure: false });
  });
});
