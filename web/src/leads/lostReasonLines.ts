import { groupName } from '#domain/reports/groupName';
import { explainLength } from '../shared/textLength';

/** The limits of `settings/board` (docs/contract.md §2). */
const MAX_REASONS = 20;
const MAX_LENGTH = 100;

/** The reasons that a text holds, one a line. Empty lines are left out, and so is what stands there already. */
export function readReasonLines(text: string): string[] {
  const reasons = new Map<string, string>();
  for (const line of text.split('\n')) {
    const reason = line.normalize('NFC').replace(/\s+/g, ' ').trim();
    const { key } = groupName(reason);
    if (reason !== '' && !reasons.has(key)) reasons.set(key, reason);
  }
  return [...reasons.values()];
}

/** Why a list of reasons cannot be kept, for people. Null if it can. */
export function judgeReasons(reasons: readonly string[]): string | null {
  if (reasons.length > MAX_REASONS) {
    return `Caben ${String(MAX_REASONS)} motivos, y hay ${String(reasons.length)}.`;
  }
  const tooLong = reasons.find((reason) => reason.length > MAX_LENGTH);
  if (tooLong === undefined) return null;
  return `«${tooLong.slice(0, 30)}…» es demasiado largo. ${explainLength(tooLong, MAX_LENGTH) ?? ''}`;
}
