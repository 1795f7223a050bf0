/** The output and exit status of the commands when something is wrong. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { evaluate, runScript } from './runScripts';
import { until } from '../../functions/test/support/until';

const ROOT = join(__dirname, '..', '..');

describe('every command', () => {
  const SCRIPTS = [
    'start.js',
    'test.js',
    'build.js',
    'testNode24.js',
    'typecheck.js',
    'soak.js',
    'emulators-exec.js',
    'audit.js',
    'commits.js',
  ];

  test.each(SCRIPTS)('%s explains itself', async (script) => {
    const { status, output } = await runScript(script, ['--help']);
    expect(status).toBe(0);
    expect(output).toContain('npm ');
  });

  test.each(SCRIPTS)('%s refuses an unknown option, and lists its own', async (script) => {
    const { status, output } = await runScript(script, ['--bogus']);
    expect(status).toBe(2);
    expect(output).toContain("Unknown option '--bogus'");
    expect(output).toContain('npm ');
    expect(output).not.toContain('    at ');
  });

  test.each(['0', 'x', ''])('test:soak needs a number of minutes, not %j', async (minutes) => {
    const { status, output } = await runScript('soak.js', ['--minutes', minutes]);
    expect(status).toBe(2);
    expect(output).toContain('--minutes takes a number over 0.');
  });

  test.each(['unit', 'emulator', 'browser'])('test:%s explains itself', async (suite) => {
    const help = await runScript('testSome.js', [suite, '--help']);
    expect([help.status, help.output]).toEqual([
      0,
      expect.stringContaining(`npm run test:${suite}`),
    ]);
    const wrong = await runScript('testSome.js', [suite, '--bogus']);
    expect([wrong.status, wrong.output]).toEqual([2, expect.stringContaining("'--bogus'")]);
  });

  test('only unit tests are watched', async () => {
    const { status, output } = await runScript('testSome.js', ['browser', '--watch']);
    expect(status).toBe(2);
    expect(output).toContain('--watch is for test:unit.');
  });

  test('test:unit runs the files that are named, and ends with their status', async () => {
    const { status, output } = await runScript('testSome.js', ['unit', 'putOffDates']);
    expect(output).toContain('Tests:       4 passed, 4 total');
    expect(status).toBe(0);
    const none = await runScript('testSome.js', ['unit', 'no-such-file']);
    expect(none.status).toBe(1);
  });

  test('emulators:exec needs one command', async () => {
    const { status, output } = await runScript('emulators-exec.js');
    expect(status).toBe(2);
    expect(output).toContain('Name one command, in quotes.');
  });
});

test('a version of Node that the packages do not support is refused', async () => {
  const { output } = await evaluate(`
    const versions = ['18.20.4', '20.18.3', '20.19.0', '21.7.3', '22.12.0', '22.13.0', '23.11.0', '24.0.0', '25.2.1'];
    const isRefused = (version) => {
      try {
        scripts.refuseOldNode(version);
        return false;
      } catch ({ message }) {
        return message === 'Node 20.19, 22.13, or 24 or newer is needed; this is Node ' + version + '.';
      }
    };
    console.log(versions.filter(isRefused).join());`);
  expect(output).toBe('18.20.4,20.18.3,21.7.3,22.12.0,23.11.0');
});

describe('npm start', () => {
  test.each(['80', '65536', '9229.5', 'x'])('has no debugger at %j', async (port) => {
    const { status, output } = await runScript('start.js', ['--inspect', port]);
    expect(status).toBe(2);
    expect(output).toContain(`--inspect takes a port from 1024 to 65535, not ${port}.`);
  });

  test.each([[['9229']], [['--inspect', '9229', '9230']]])(
    'refuses the words %j',
    async (words) => {
      const { status, output } = await runScript('start.js', words);
      expect(status).toBe(2);
      expect(output).toContain(`Unexpected argument '${words.at(-1) ?? ''}'`);
    },
  );

  test('names the debugger’s port if it is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const words = ['--free-ports', '--inspect', String(port)];
    const { status, output } = await runScript('start.js', words);
    server.close();
    expect(status).toBe(1);
    expect(output).toBe(
      `Port ${String(port)} (debugger) is taken: end what uses it, or name another: \`npm start -- --inspect PORT\`.`,
    );
  });

  test('hands the debugger’s port to the Firebase CLI, as an option that it has', async () => {
    const { output } = await evaluate(
      `console.log(JSON.stringify(scripts.startArguments({ config: 'file', board: true, inspectPort: 9230 })))`,
    );
    const [command = '', ...words] = z.array(z.string()).parse(JSON.parse(output));
    expect(words.join(' ')).toContain('--inspect-functions 9230');
    const known = execFileSync(process.execPath, [
      join(ROOT, 'docs/test/askFirebase.cjs'),
      command,
    ]);
    const { [command]: options } = z
      .record(z.string(), z.array(z.string()))
      .parse(JSON.parse(known.toString()));
    expect(options).toEqual(expect.arrayContaining(words.filter((word) => word.startsWith('--'))));
  });

  test('has its debugger where .vscode/launch.json looks for it', async () => {
    const { configurations } = z
      .object({ configurations: z.array(z.object({ port: z.number().optional() })) })
      .parse(JSON.parse(readFileSync(join(ROOT, '.vscode', 'launch.json'), 'utf8')));
    const [port, ...others] = configurations.flatMap((each) => each.port ?? []);
    expect(others).toEqual([]);
    const { output } = await runScript('start.js', ['--help']);
    expect(output).toContain(`at this port or ${String(port)}:`);
  });

  test('names the port that is taken, and what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { status, output } = await evaluate(
      `await scripts.refuseTakenPorts({ firestore: ${String(port)} })`,
    );
    server.close();
    expect(status).toBe(1);
    expect(output).toBe(
      `Port ${String(port)} (firestore emulator) is taken: end what uses it, or start with \`npm start -- --free-ports\`.`,
    );
  });
});

test('the Node from npm is of the version that the functions are deployed to', () => {
  const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
  const { functions } = z
    .object({ functions: z.array(z.object({ runtime: z.string() })) })
    .parse(read('firebase.json'));
  const { optionalDependencies } = z
    .object({ optionalDependencies: z.record(z.string(), z.string()) })
    .parse(read('scripts/node24/package.json'));
  const runtimes = Object.values(optionalDependencies).map(
    (version) => `nodejs${version.split('.')[0] ?? ''}`,
  );
  expect(new Set(runtimes)).toEqual(new Set(functions.map(({ runtime }) => runtime)));
});

describe('the Firestore emulator', () => {
  test('is refused if HIDANE names another program', async () => {
    const { status, output } = await evaluate(
      `process.env.HIDANE = process.execPath; await scripts.findFirestoreEmulator()`,
    );
    expect(status).toBe(1);
    expect(output).toMatch(
      /^HIDANE names .*, which is not hidane \d+\.\d+\.\d+: correct or unset it\.$/,
    );
  });

  test('is missing with a message that says what to install', async () => {
    const { status, output } = await evaluate(`await scripts.findFirestoreEmulator()`, {
      PATH: '/nonexistent',
      HIDANE: '',
      XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'embudo-')),
    });
    expect(status).toBe(1);
    expect(output).toContain('No Firestore emulator can be had here.');
    expect(output).toMatch(/Rust 1\.88 or newer.*Java 21 or newer/);
    expect(output).not.toContain('    at ');
  });

  test('is built only from the pinned sources, and never taken from npm', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'embudo-'));
    const ran = join(folder, 'ran');
    const downloads = join(folder, 'cargo-home', 'registry', 'cache', 'a-registry');
    mkdirSync(downloads, { recursive: true });
    const commands = {
      npm: `echo npm >> ${ran}`,
      cargo: `case "$1" in
        --version) echo 'cargo 1.95.0' ;;
        info) echo 'other sources' > ${join(downloads, 'hidane-0.6.0.crate')} ;;
        *) echo "cargo $1" >> ${ran} ;;
      esac`,
    };
    for (const [name, lines] of Object.entries(commands)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
    }
    const { status, output } = await evaluate(`await scripts.findFirestoreEmulator()`, {
      PATH: folder,
      HIDANE: '',
      XDG_CACHE_HOME: folder,
      CARGO_HOME: join(folder, 'cargo-home'),
    });
    expect(status).toBe(1);
    expect(output).toContain('The download of hidane 0.6.0 is not the pinned one (sha256)');
    expect(output).toContain('No Firestore emulator can be had here.');
    expect(existsSync(ran)).toBe(false);
  });
});

describe('ending the emulators', () => {
  test.each([
    ['in the terminal', 'runVisibly', ''],
    ['quietly', 'runQuietly', '.status'],
  ])('ends the command that still runs %s with them', async (_how, run, result) => {
    const file = join(mkdtempSync(join(tmpdir(), 'embudo-')), 'pid');
    const command = `require('fs').writeFileSync('${file}', String(process.pid)); setInterval(() => {}, 1e6)`;
    const { status, output } = await evaluate(`
      const { existsSync, readFileSync } = await import('node:fs');
      const ended = scripts.${run}(process.execPath, ['-e', ${JSON.stringify(command)}]);
      while (!existsSync('${file}') || readFileSync('${file}', 'utf8') === '') {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await scripts.endRunning(2_000);
      console.log(readFileSync('${file}', 'utf8'), (await ended)${result});`);
    expect(status).toBe(0);
    const [pid, exitStatus] = output.split(' ').map(Number);
    expect(exitStatus).toBe(130);
    expect(isRunning(pid ?? 0)).toBe(false);
  });

  test('ends their child processes, even in other process groups and if they ignore signals', async () => {
    const { status, output } = await evaluate(`
      const { spawn } = await import('node:child_process');
      const clinging = "process.on('SIGINT', () => {}); setInterval(() => {}, 1e6);";
      const parent = spawn(process.execPath, ['-e',
        \`const { pid } = require('node:child_process').spawn(process.execPath, ['-e', \${JSON.stringify(clinging)}], { detached: true });
         console.log(pid); \${clinging}\`], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = await (await import('node:events')).once(parent.stdout, 'data');
      await scripts.endTree(parent.pid, 300);
      console.log(parent.pid, Number(line));`);
    expect(status).toBe(0);
    const pids = output.split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await until('both processes have ended', () => pids.every((pid) => !isRunning(pid)));
  });

  test('ends a process that one of them starts before it ends itself', async () => {
    const parent = `process.on('SIGINT', () => {
      const { spawn } = require('node:child_process');
      const late = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
      late.once('spawn', () => process.stdout.write(String(late.pid), () => process.exit()));
    });
    setInterval(() => {}, 1e6);
    console.log('up');`;
    const { status, output } = await evaluate(`
      const { once } = await import('node:events');
      const { spawn } = await import('node:child_process');
      const options = { detached: true, stdio: ['ignore', 'pipe', 'inherit'] };
      const { pid, stdout } = spawn(process.execPath, ['-e', ${JSON.stringify(parent)}], options);
      await once(stdout, 'data');
      const started = once(stdout, 'data');
      await scripts.endTree(pid, 2_000);
      console.log(String(await started));`);
    expect(status).toBe(0);
    const late = Number(output);
    expect(late).toBeGreaterThan(1);
    await until('the late process has ended', () => !isRunning(late));
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
