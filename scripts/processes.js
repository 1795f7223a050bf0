// Runs child processes, quietly or in the terminal, and ends them with all that they started.
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** The commands that still run. */
const running = new Set();

/** Ends them, with all that they started. */
export async function endRunning(graceMs) {
  await Promise.all([...running].map(({ pid }) => endTree(pid, graceMs)));
}

function start(command, args, options) {
  const child = spawn(command, args, options);
  // Without a process id it did not start.
  if (child.pid !== undefined) running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

/** The exit status of a command: 128 + n if signal n ended it. */
const statusOf = (status, signal) => status ?? 128 + (SIGNAL_NUMBERS[signal] ?? 0);

/** Runs a command quietly. Resolves to its exit status and its output. Never rejects. */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ status: 127, output: String(error) }));
    child.on('close', (status, signal) => resolve({ status: statusOf(status, signal), output }));
  });
}

/**
 * Runs a command in the terminal. Resolves to its exit status. With `isBeside`, others print at the same time: it has no
 * terminal of its own, and only whole lines of it are printed.
 */
export function runVisibly(command, args, { isBeside = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = isBeside ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = start(command, args, { stdio, ...options });
    if (isBeside) for (const stream of [child.stdout, child.stderr]) printWholeLines(stream);
    child.on('error', reject);
    child.on('exit', (status, signal) => resolve(statusOf(status, signal)));
  });
}

function printWholeLines(stream) {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text) => {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) process.stdout.write(rest + text.slice(0, end));
    rest = end > 0 ? text.slice(end) : rest + text;
  });
  stream.on('end', () => process.stdout.write(rest));
}

export const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/**
 * Ends a process and its descendants, in whatever process groups they are, and those that they start meanwhile. They get
 * SIGINT, and SIGKILL if they still run after `graceMs`.
 */
export async function endTree(pid, graceMs) {
  const family = new Set([pid]);
  const asked = new Set();
  const deadline = Date.now() + graceMs;
  for (;;) {
    const alive = findMembers(family, await listProcesses());
    if (alive.length === 0) return;
    const isLate = Date.now() > deadline;
    for (const member of alive) {
      if (isLate) signal(member, 'SIGKILL');
      else if (!asked.has(member)) signal(member, 'SIGINT'); // As Ctrl-C in a terminal does.
      asked.add(member);
    }
    await wait(100);
  }
}

/**
 * Adds to a family the children of its members and the members of their process groups, and returns those that still run.
 * The group finds a process whose parent has ended.
 */
function findMembers(family, running) {
  for (const member of family) {
    for (const { pid, parent, group } of running) {
      if (parent === member || group === member) family.add(pid); // The outer loop comes to it, too.
    }
  }
  return running.map(({ pid }) => pid).filter((pid) => family.has(pid));
}

/** The running processes, without zombies. */
async function listProcesses() {
  const { output } = await runQuietly('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=']);
  return output
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state = '']) => !state.startsWith('Z'))
    .map(([pid, parent, group]) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
    }));
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
