#!/usr/bin/env node
// npm run commits: whether the messages of commits are Conventional Commits.
import { readFileSync } from 'node:fs';
import { mainWithArguments } from './arguments.js';
import { findFault } from './commitMessages.js';
import { runQuietly } from './processes.js';
import { note, SetupError } from './say.js';

const USAGE = `Checks that the messages of commits are Conventional Commits (CONTRIBUTING.md).

  npm run commits                     the commits that this branch adds to main
  npm run commits -- --since REF      the commits that it adds to another commit
  npm run commits -- --message FILE   one message: for the hook in .githooks/

Prints all that is wrong, and then exits with 1. Merges are not checked.`;

const options = { usage: USAGE, flags: [], values: { since: '', message: '' } };
await mainWithArguments(options, async ({ since, message }) => {
  if (message !== '') {
    const fault = findFault(readFileSync(message, 'utf8'), { isDraft: true });
    if (fault !== null) throw new SetupError(`The commit's message: ${fault}`);
    return 0;
  }
  const base = since || (await findMain());
  const log = await git('log', '-z', '--no-merges', '--format=%h %B', `${base}..HEAD`, '--');
  const commits = log.split('\0').filter((each) => each !== '');
  const faults = commits.flatMap((commit) => {
    const [hash] = commit.split(' ', 1);
    const fault = findFault(commit.slice(hash.length + 1));
    return fault === null ? [] : [`${hash}: ${fault}`];
  });
  if (faults.length > 0) throw new SetupError(faults.join('\n'));
  note(`The messages of all commits since ${base} are right: ${commits.length}.`);
  return 0;
});

/** The main branch: the one on the server, if it was fetched. */
async function findMain() {
  const { status } = await runQuietly('git', ['rev-parse', '--verify', '--quiet', 'origin/main']);
  return status === 0 ? 'origin/main' : 'main';
}

async function git(...args) {
  const { status, output } = await runQuietly('git', args);
  if (status !== 0) throw new SetupError(output.trim());
  return output;
}
