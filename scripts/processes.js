// Child processes: run quietly or visibly, and ended with all that they started.
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** Runs a command quietly; resolves to its status and what it printed. Never rejects. */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ status: 127, output: String(error) }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

const visible = new Set();

/** Ends what still runs in the terminal, with all that it started. */
export async function endVisible(graceMs) {
  await Promise.all([...visible].map(({ pid }) => endTree(pid, graceMs)));
}

/** Runs a command in the terminal; resolves to its exit status (128 + n where signal n ended it). */
export function runVisibly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    visible.add(child);
    child.on('error', reject);
    child.on('exit', (status, signal) => {
      visible.delete(child);
      resolve(status ?? 128 + (SIGNAL_NUMBERS[signal] ?? 0));
    });
  });
}

export const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/**
 * Ends a process with all that it started, whatever process groups those are in: politely, and what
 * is left after `graceMs` for good.
 */
export async function endTree(pid, graceMs) {
  const family = familyOf(pid, await processes());
  family.forEach((member) => signal(member, 'SIGINT')); // As Ctrl-C in a terminal would.
  const deadline = Date.now() + graceMs;
  for (;;) {
    const running = (await processes()).map((each) => each.pid);
    const left = family.filter((member) => running.includes(member));
    if (left.length === 0) return;
    if (Date.now() > deadline) left.forEach((member) => signal(member, 'SIGKILL'));
    await wait(100);
  }
}

function familyOf(pid, running) {
  const family = [pid];
  for (const member of family) {
    family.push(...running.filter(({ parent }) => parent === member).map((child) => child.pid));
  }
  return family;
}

/** The processes that run, without those that have ended and were not waited for. */
async function processes() {
  const { output } = await runQuietly('ps', ['-A', '-o', 'pid=,ppid=,stat=']);
  return output
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state = '']) => !state.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
