import {
  FINDINGS,
  type Finding,
  type FindingKind,
  type Mender,
} from '../functions/src/domain/finding';
import { numberOf } from './progress';

/** Of each kind this many are shown; --json tells all. */
const EXAMPLES = 3;

/** Reasons of rejected documents that are counted one by one; the others together. */
const MOST_REASONS = 20;

/** What an earlier run has counted, as it is kept on disk. */
export type Counts = Partial<Record<FindingKind, { found: number; mended: number }>>;

/** Counts what was found, and keeps the first examples of each kind: never all of it. */
export class Tally {
  private readonly examples = new Map<FindingKind, Finding[]>();
  private readonly reasons = new Map<string, number>();

  constructor(readonly counts: Counts = {}) {}

  add(finding: Finding): void {
    const count = (this.counts[finding.kind] ??= { found: 0, mended: 0 });
    count.found += 1;
    if (finding.isMended) count.mended += 1;
    const examples = this.examples.get(finding.kind) ?? [];
    if (examples.length < EXAMPLES) this.examples.set(finding.kind, [...examples, finding]);
    if (finding.kind === 'rejected') this.addReason(finding.detail);
  }

  /** How many were found that are wrong. */
  wrong(): number {
    return this.sum((kind, { found }) => (FINDINGS[kind].isNews ? 0 : found));
  }

  /** How many are for these to put right, and are not. */
  left(...menders: readonly Mender[]): number {
    return this.sum((kind, { found, mended }) =>
      menders.includes(FINDINGS[kind].mender) ? found - mended : 0,
    );
  }

  /** The summary, and the first examples of each kind. */
  lines({ mends }: { mends: boolean }): string[] {
    const kinds = this.kinds();
    if (kinds.length === 0) return ['Nothing is wrong.'];
    const head = mends ? '   found   mended  what' : '   found  what';
    return [
      head,
      ...kinds.map(({ kind, found, mended }) => {
        const counts = `${numberOf(found).padStart(8)}${mends ? numberOf(mended).padStart(9) : ''}`;
        return `${counts}  ${FINDINGS[kind].says} (${remedy(kind)})`;
      }),
      ...kinds.flatMap(({ kind, found }) => ['', ...this.exampleLines(kind, found)]),
    ];
  }

  private exampleLines(kind: FindingKind, found: number): string[] {
    const examples = this.examples.get(kind) ?? [];
    const reasons = [...this.reasons].sort(([, a], [, b]) => b - a);
    return [
      `${FINDINGS[kind].says}:`,
      ...(kind === 'rejected'
        ? reasons.map(([reason, count]) => `  ${numberOf(count)} × ${reason}`)
        : []),
      ...examples.map(
        ({ source, leadId, detail }) =>
          `  ${source.collection}/${source.id}${leadId === null || leadId === source.id ? '' : `, lead ${leadId}`}: ${detail}`,
      ),
      ...(found > examples.length
        ? [`  … and ${numberOf(found - examples.length)} more: --json tells all`]
        : []),
    ];
  }

  private addReason(reason: string): void {
    const key = this.reasons.has(reason) || this.reasons.size < MOST_REASONS ? reason : 'others';
    this.reasons.set(key, (this.reasons.get(key) ?? 0) + 1);
  }

  private kinds() {
    const kinds = Object.keys(FINDINGS) as FindingKind[];
    return kinds.flatMap((kind) => {
      const count = this.counts[kind];
      return count === undefined ? [] : [{ kind, ...count }];
    });
  }

  private sum(of: (kind: FindingKind, count: { found: number; mended: number }) => number): number {
    return this.kinds().reduce((sum, { kind, ...count }) => sum + of(kind, count), 0);
  }
}

function remedy(kind: FindingKind): string {
  const { mender } = FINDINGS[kind];
  return mender === 'people' ? 'for people to see to' : `${mender} puts it right`;
}
