import {
  FINDINGS,
  type Finding,
  type FindingKind,
  type Remedy,
} from '../../functions/src/domain/checks/finding';
import { formatNumber } from './format';

/** The examples that are printed of each kind; `--json` lists all findings. */
const MAX_EXAMPLES = 3;

/** Kinds whose details are counted each: the same one stands for many documents. */
const COUNTED_BY_DETAIL: readonly FindingKind[] = [
  'rejected',
  'translated',
  'fase-0',
  'counts-as-lost',
  'replaced',
];

/** Details of a kind that are counted separately; further ones count as `others`. */
const MAX_DETAILS = 20;

interface Count {
  found: number;
  repaired: number;
}

/** How many findings of each kind there are, as a checkpoint and `--json` have it. */
export type Counts = Partial<Record<FindingKind, Count>>;

/** Counts findings by kind, and keeps the first examples of each. Its size is bounded. */
export class FindingSummary {
  private readonly examples = new Map<FindingKind, Finding[]>();
  private readonly details = new Map<FindingKind, Map<string, number>>();

  /** `counts` are those of an interrupted run that this one resumes. */
  constructor(readonly counts: Counts = {}) {}

  add(finding: Finding): void {
    const count = (this.counts[finding.kind] ??= { found: 0, repaired: 0 });
    count.found += 1;
    if (finding.isRepaired) count.repaired += 1;
    const examples = this.examples.get(finding.kind) ?? [];
    if (examples.length < MAX_EXAMPLES) this.examples.set(finding.kind, [...examples, finding]);
    if (COUNTED_BY_DETAIL.includes(finding.kind)) this.countDetail(finding);
  }

  isEmpty(): boolean {
    return this.listKinds().length === 0;
  }

  /** How many findings are wrong data, and not for information only. */
  countWrong(): number {
    return this.sum((kind, { found }) => (FINDINGS[kind].isInformational ? 0 : found));
  }

  /** How many findings these remedies can put right, and have not yet. */
  countUnrepaired(...remedies: readonly Remedy[]): number {
    return this.sum((kind, { found, repaired }) =>
      remedies.includes(FINDINGS[kind].remedy) ? found - repaired : 0,
    );
  }

  /** How many documents could not be checked or put right. */
  countFailed(): number {
    return this.counts.failed?.found ?? 0;
  }

  /** The lines of a table of the kinds, and then of the first examples of each. */
  render({ apply }: { apply: boolean }): string[] {
    const kinds = this.listKinds();
    if (this.isEmpty()) return ['Nothing is wrong.'];
    return [
      apply ? '   found repaired  what' : '   found  what',
      ...kinds.map((kind) => renderRow(kind, { apply })),
      ...kinds.flatMap((kind) => ['', ...this.renderExamples(kind)]),
    ];
  }

  private renderExamples({ kind, found }: KindCount): string[] {
    const examples = this.examples.get(kind) ?? [];
    const more = found - examples.length;
    return [
      `${FINDINGS[kind].label}:`,
      ...this.renderDetails(kind),
      ...examples.map(renderExample),
      ...(more > 0 ? [`  … and ${formatNumber(more)} more: --json lists all`] : []),
    ];
  }

  /** The most frequent first. */
  private renderDetails(kind: FindingKind): string[] {
    return [...(this.details.get(kind) ?? [])]
      .sort(([, a], [, b]) => b - a)
      .map(([detail, count]) => `  ${formatNumber(count)} × ${detail}`);
  }

  private countDetail({ kind, detail }: Finding): void {
    const counts = this.details.get(kind) ?? new Map<string, number>();
    const key = counts.has(detail) || counts.size < MAX_DETAILS ? detail : 'others';
    this.details.set(kind, counts.set(key, (counts.get(key) ?? 0) + 1));
  }

  /** The kinds that were found, in the order of {@link FINDINGS}. */
  private listKinds(): KindCount[] {
    const kinds = Object.keys(FINDINGS) as FindingKind[];
    return kinds.flatMap((kind) => {
      const count = this.counts[kind];
      return count === undefined ? [] : [{ kind, ...count }];
    });
  }

  private sum(count: (kind: FindingKind, counted: Count) => number): number {
    return this.listKinds().reduce((sum, { kind, ...counted }) => sum + count(kind, counted), 0);
  }
}

interface KindCount extends Count {
  kind: FindingKind;
}

function renderRow({ kind, found, repaired }: KindCount, { apply }: { apply: boolean }): string {
  const counts = [
    formatNumber(found).padStart(8),
    ...(apply ? [formatNumber(repaired).padStart(9)] : []),
  ];
  const { label, remedy } = FINDINGS[kind];
  const who = remedy === 'people' ? 'for people to see to' : `${remedy} puts it right`;
  return `${counts.join('')}  ${label} (${who})`;
}

function renderExample({ source, leadId, detail }: Finding): string {
  const lead = leadId === null || leadId === source.id ? '' : `, lead ${leadId}`;
  return `  ${source.collection}/${source.id}${lead}: ${detail}`;
}
