import type { Checkout, WantedIndex, WantedOverride } from './checkout';
import { findingsOf, listSome, type Finding } from './finding';
import type { DeployedIndex, DeployedOverride, IndexField } from './projectState';

const { ok, advice, problem } = findingsOf('indexes');

const FORCE =
  'Never pass --force with --only firestore: it deletes whatever firestore.indexes.json does not name. To keep them with this checkout, add them to that file from:';

/** What a deployment would build, leave and, with `--force`, delete of the composite indexes. */
export function judgeIndexes(
  deployed: readonly DeployedIndex[],
  { indexes }: Checkout,
  projectId: string,
): Finding[] {
  const wanted = new Set(indexes.map(keyOf));
  const there = new Set(deployed.map(keyOf));
  const missing = indexes.filter((index) => !there.has(keyOf(index)));
  const foreign = deployed.filter((index) => !wanted.has(keyOf(index)));
  const unready = deployed.filter((index) => wanted.has(keyOf(index)) && index.state !== 'READY');
  return [
    missing.length === 0
      ? ok(`All ${indexes.length} composite indexes of this checkout are there.`)
      : advice(
          `${missing.length} of ${indexes.length} composite indexes would be built: ${listSome(missing.map(describe))}.`,
          'Deploy them before the functions and the board, and wait until the console shows them as built: a query without its index fails.',
          `npx firebase deploy --only firestore:indexes --project ${projectId}`,
        ),
    ...unready.map((index) =>
      index.state === 'CREATING'
        ? advice(
            `${describe(index)} is still being built.`,
            'Wait until the console shows it as built.',
          )
        : problem(
            `${describe(index)} is in the state ${index.state}: its queries fail.`,
            'Delete it in the console, and deploy the indexes again.',
          ),
    ),
    ...(foreign.length === 0
      ? []
      : [
          advice(
            `${foreign.length} composite indexes of others stay: ${listSome(foreign.map(describe))}.`,
            FORCE,
            saveIndexes(projectId),
          ),
        ]),
  ];
}

/** The same for the settings of single fields. */
export function judgeOverrides(
  deployed: readonly DeployedOverride[],
  { overrides }: Checkout,
  projectId: string,
): Finding[] {
  const there = new Map(deployed.map((each) => [fieldOf(each), each]));
  const wanted = new Set(overrides.map(fieldOf));
  const changed = overrides.filter((each) => !hasSameModes(each, there.get(fieldOf(each))));
  const losing = overrides.flatMap((each) => {
    const kept = new Set(each.modes);
    const lost = there.get(fieldOf(each))?.modes.filter((mode) => !kept.has(mode)) ?? [];
    return lost.length === 0 ? [] : [`${fieldOf(each)} (${lost.join(', ')})`];
  });
  const foreign = deployed.filter((each) => !wanted.has(fieldOf(each)));
  const collections = [...new Set(changed.map(({ collectionGroup }) => collectionGroup))];
  return [
    changed.length === 0
      ? ok(`The settings of all ${overrides.length} fields of this checkout are there.`)
      : advice(
          `${changed.length} fields of ${collections.join(', ')} would get this checkout’s settings: most lose their automatic indexes.`,
          'No query of Embudo needs them. If another app queries these collections, compare its queries with fieldOverrides in firestore.indexes.json: docs/indexes.md says how a field gets its index back.',
        ),
    ...(losing.length === 0
      ? []
      : [
          problem(
            `Indexes of single fields that somebody chose would be lost: ${listSome(losing)}.`,
            'If a query needs them, add them to fieldOverrides in firestore.indexes.json. They are printed by:',
            saveIndexes(projectId),
          ),
        ]),
    ...(foreign.length === 0
      ? []
      : [
          advice(
            `The settings of ${foreign.length} fields of others stay: ${listSome(foreign.map(describeOverride))}.`,
            FORCE,
            saveIndexes(projectId),
          ),
        ]),
  ];
}

function hasSameModes(wanted: WantedOverride, deployed: DeployedOverride | undefined): boolean {
  return (
    deployed?.modes.length === wanted.modes.length &&
    wanted.modes.every((mode) => deployed.modes.includes(mode))
  );
}

function saveIndexes(projectId: string): string {
  return `npx firebase firestore:indexes --project ${projectId} > firestore.indexes.${projectId}.json`;
}

/** Indexes with the same key are the same index. Every index ends with the document's id, named or not. */
function keyOf(index: WantedIndex | DeployedIndex): string {
  const { collectionGroup, queryScope, fields } = index;
  const apiScope = 'apiScope' in index ? index.apiScope : null;
  return JSON.stringify([collectionGroup, queryScope, apiScope, withId(fields)]);
}

function withId(fields: readonly IndexField[]): readonly string[] {
  const names = fields.map(({ fieldPath, mode }) => `${fieldPath} ${mode}`);
  if (fields.some(({ fieldPath }) => fieldPath === '__name__')) return names;
  const isOrder = (mode: string): boolean => mode === 'ASCENDING' || mode === 'DESCENDING';
  const last = fields.findLast(({ mode }) => isOrder(mode))?.mode ?? 'ASCENDING';
  const vectors = names.filter((_, n) => fields[n]?.mode.startsWith('VECTOR') === true);
  return [...names.filter((name) => !vectors.includes(name)), `__name__ ${last}`, ...vectors];
}

function describe({ collectionGroup, fields }: WantedIndex): string {
  const named = fields.filter(({ fieldPath }) => fieldPath !== '__name__');
  return `${collectionGroup} (${named.map(({ fieldPath }) => fieldPath).join(', ')})`;
}

function fieldOf({ collectionGroup, fieldPath }: WantedOverride): string {
  return `${collectionGroup}.${fieldPath}`;
}

function describeOverride(override: DeployedOverride): string {
  return override.hasTtl ? `${fieldOf(override)} (TTL policy)` : fieldOf(override);
}
