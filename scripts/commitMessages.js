// Judges the message of a commit by https://www.conventionalcommits.org/.

const TYPES = [
  'build',
  'chore',
  'ci',
  'docs',
  'feat',
  'fix',
  'perf',
  'refactor',
  'revert',
  'style',
  'test',
];

const FORMAT = /^(?<type>[a-z]+)(\([a-z][\w/, -]*\))?!?: (?<subject>\S.*)$/;

/** Git's own, and what a rebase will squash. */
const DRAFT = /^(Merge|fixup!|squash!|amend!) /;

/** What is wrong with a message; null if nothing is. A draft may have comments, and be of a merge or to be squashed. */
export function findFault(message, { isDraft = false } = {}) {
  const lines = message.split(/\r?\n/).filter((line) => !isDraft || !line.startsWith('#'));
  const [first = '', second = ''] = lines.join('\n').trimStart().split('\n');
  if (isDraft && DRAFT.test(first)) return null;
  const { type, subject } = FORMAT.exec(first)?.groups ?? {};
  if (type === undefined) {
    return `"${first}" is not "type: what it does" or "type(part): what it does".`;
  }
  if (!TYPES.includes(type)) return `"${type}" is not one of ${TYPES.join(', ')}.`;
  if (subject.endsWith('.')) return `"${first}" ends with a full stop.`;
  if (second.trim() !== '') return `"${first}" is not followed by an empty line.`;
  return null;
}
