import { z } from 'zod';
import type { LeadStatus } from '#domain/leadStatus';
import { personalStorage } from '../shared/device';

/** Cleared with all else when the session ends. */
const KEY = 'embudo-columns';

const foldsSchema = z.record(z.string(), z.boolean());
type Folds = Readonly<Record<string, boolean>>;

/** The columns that somebody has folded (true) or unfolded (false) on this device. */
export function readFolds(): Folds {
  try {
    return foldsSchema.parse(JSON.parse(personalStorage().getItem(KEY) ?? '{}'));
  } catch {
    return {};
  }
}

/** Keeps that a column was folded or unfolded, on their own device beyond the tab. */
export function keepFold(status: LeadStatus, isFolded: boolean): Folds {
  const folds = { ...readFolds(), [status]: isFolded };
  try {
    personalStorage().setItem(KEY, JSON.stringify(folds));
  } catch {
    // A full storage keeps no preference. The page itself still has it.
  }
  return folds;
}

/**
 * Whether a column is folded: as somebody chose, else if it is empty; and that of the closed leads until it is opened.
 * While somebody searches, exactly the columns without a match are.
 */
export function isFolded(
  status: LeadStatus,
  { folds, isEmpty, isSearching }: { folds: Folds; isEmpty: boolean; isSearching: boolean },
): boolean {
  if (isSearching) return isEmpty;
  return folds[status] ?? (isEmpty || status === 'Cerrado');
}
