import { groupName } from '#domain/reports/groupName';

/** So many reasons are offered for a step. */
const MAX_OFFERED = 5;
/** A longer one is a story, and no usual reason. */
const MAX_LENGTH = 100;
/** What somebody wrote once is about one customer: it is not shown beside another. */
const MIN_USES = 2;

/** Reasons that nobody chose: an undone move, and a lead that was erased (docs/contract.md §12). */
const NOT_OFFERED = /^(Deshecho: |Motivo suprimido por protección de datos$)/;

/**
 * The reasons that were used most, as they were written last, the most frequent first; of equally frequent ones the one
 * that was used last. `reasons` begin with the newest. Case, white space and Unicode form do not tell them apart.
 */
export function mostUsed(reasons: readonly string[]): string[] {
  const uses = new Map<string, { text: string; count: number }>();
  for (const reason of reasons) {
    const { key, text } = groupName(reason);
    if (text === '' || text.length > MAX_LENGTH || NOT_OFFERED.test(text)) continue;
    const known = uses.get(key) ?? { text, count: 0 };
    uses.set(key, { ...known, count: known.count + 1 });
  }
  return [...uses.values()]
    .filter(({ count }) => count >= MIN_USES)
    .sort((a, b) => b.count - a.count)
    .slice(0, MAX_OFFERED)
    .map(({ text }) => text);
}
