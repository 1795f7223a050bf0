import { mapConcurrently } from '../../concurrency/mapConcurrently';
import { failedFinding, type Finding } from '../../domain/checks/finding';
import type { HistorySource } from '../../domain/documents/history';
import { concernsAllDocuments } from '../../firestore/retryOnConflict';

/** Checks some items, several at once. One that cannot be checked or put right becomes a finding, and the rest goes on. */
export async function checkEach<Item>(
  items: readonly Item[],
  sourceOf: (item: Item) => HistorySource,
  check: (item: Item) => Promise<readonly Finding[]>,
): Promise<Finding[]> {
  const findings = await mapConcurrently(items, (item) =>
    checkOne(sourceOf(item), () => check(item)),
  );
  return findings.flat();
}

/** Checks one document. Throws only what would fail every other check as well. */
export async function checkOne(
  source: HistorySource,
  check: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (concernsAllDocuments(error)) throw error;
    return [failedFinding(source, error instanceof Error ? error.message : String(error))];
  }
}
