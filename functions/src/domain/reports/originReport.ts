import type { LeadEnquiry } from '../leads/leadEnquiry';
import type { StoredLead } from '../leads/lead';
import { secondsBetween } from '../time';
import type { CountedStep } from './countedSteps';
import { Durations } from './durations';
import { countFigures, noFigures, type Figures } from './figures';
import { groupName } from './groupName';
import { Rows } from './rows';

/** Enquiries, and how soon they were answered (docs/contract.md §13). */
export interface EnquiryFigures {
  enquiries: number;
  /** Those of them that say that they are answered. */
  answered: number;
  /** From its opening to its answer, in seconds, within 1 % (see {@link Durations}). Null if none was answered. */
  medianToAnswer: number | null;
}

/** What came from one origin. The leads are distinct: each has one origin. */
export interface OriginFigures extends Figures, EnquiryFigures {
  leads: number;
}

/** A portal; or, of leads and enquiries without origin, what they began with. */
export interface OriginRow extends OriginFigures {
  /** Null if its campaigns name none. */
  portal: string | null;
  /** The lead's `source`; null for those with an origin. */
  source: string | null;
  /** The portal's campaigns. What names none is in the row of the portal alone. */
  campaigns: readonly ({ campaign: string } & OriginFigures)[];
}

/** The report by origin. */
export interface OriginReport {
  /** Of all origins. */
  enquiries: EnquiryFigures;
  /** The origin with most leads is first. */
  byOrigin: readonly OriginRow[];
  /** All origins after the first {@link MAX_ORIGINS}, as one. Null if there are no more. */
  otherOrigins: OriginFigures | null;
}

/** A lead's origin, or what stands for it. */
type LeadOrigin = Pick<StoredLead, 'source' | 'origin'>;

export const MAX_ORIGINS = 100;
/** Of all portals together. Campaigns beyond that have no row of their own. */
const MAX_CAMPAIGNS = 1_000;

/** The `source` of what began with an enquiry. */
const ENQUIRY = 'Enquiry';

/** Counts leads and enquiries by origin, one lead at a time. Its memory is bounded, as that of the funnel. */
export class Origins {
  private readonly all = new EnquiryCounts();
  private readonly rows = new Rows(MAX_ORIGINS, (kind) => new OriginCounts(kind));
  private readonly campaigns = new Rows(MAX_CAMPAIGNS, (portal) => new OriginCounts(portal));

  /** Counts a lead with its steps and its enquiries of the period. */
  add(lead: LeadOrigin, steps: readonly CountedStep[], enquiries: readonly LeadEnquiry[]): void {
    const ofLead = this.countsOf(lead);
    for (const counts of ofLead) counts.leads += 1;
    countFigures(steps, () => ofLead.map(({ figures }) => figures));
    for (const { portal, campaign, ...enquiry } of enquiries) {
      const origin = portal === null && campaign === null ? null : { portal, campaign };
      const counted = this.countsOf({ origin, source: ENQUIRY });
      for (const counts of [this.all, ...counted.map(({ enquiries: own }) => own)])
        counts.add(enquiry);
    }
  }

  report(): OriginReport {
    const campaigns = [...this.campaigns.named.values()];
    const rows = [...this.rows.named].map(([key, counts]): OriginRow => {
      const own = campaigns.filter(({ group }) => group === key);
      return {
        portal: key.startsWith(PORTAL) ? counts.name : null,
        source: key.startsWith(SOURCE) ? (counts.name ?? '') : null,
        ...counts.report(),
        campaigns: own
          .map((each) => ({ campaign: each.name ?? '', ...each.report() }))
          .sort((a, b) => compareRows(a, b) || compareTexts(a.campaign, b.campaign)),
      };
    });
    return {
      enquiries: this.all.report(),
      byOrigin: rows.sort((a, b) => compareRows(a, b) || compareTexts(nameOf(a), nameOf(b))),
      otherOrigins: this.rows.others?.report() ?? null,
    };
  }

  /** Where something of this origin counts: at its portal, and at its campaign. */
  private countsOf({ origin, source }: LeadOrigin): OriginCounts[] {
    if (origin === null) return [this.rowAt(SOURCE, source ?? '')];
    const { portal, campaign } = origin;
    const row = portal === null ? this.rows.at(NO_PORTAL) : this.rowAt(PORTAL, portal);
    if (campaign === null || row === this.rows.others) return [row];
    const { key, text } = groupName(campaign);
    const own = this.campaigns.at(`${row.group}\n${key}`, row.group);
    return own === this.campaigns.others ? [row] : [row, own.named(text)];
  }

  private rowAt(kind: string, name: string): OriginCounts {
    const { key, text } = groupName(name);
    return this.rows.at(`${kind}${key}`).named(text);
  }
}

/** What the keys of rows begin with. */
const PORTAL = 'portal:';
const SOURCE = 'source:';
const NO_PORTAL = 'no portal';

/** What counts under one name. */
class OriginCounts {
  leads = 0;
  name: string | null = null;
  readonly figures = noFigures();
  readonly enquiries = new EnquiryCounts();

  /** `group` is the key of its row. */
  constructor(readonly group: string) {}

  /** Of several spellings the first in the alphabet is shown, in whatever order the leads come. */
  named(text: string): this {
    if (this.name === null || text < this.name) this.name = text;
    return this;
  }

  report(): OriginFigures {
    return { leads: this.leads, ...this.figures, ...this.enquiries.report() };
  }
}

class EnquiryCounts {
  private count = 0;
  /** Made with the first answer: it takes 10 kB. */
  private toAnswer: Durations | null = null;

  add({ openedAt, answeredAt }: Pick<LeadEnquiry, 'openedAt' | 'answeredAt'>): void {
    this.count += 1;
    if (answeredAt === null) return;
    this.toAnswer ??= new Durations();
    this.toAnswer.add(secondsBetween(openedAt, answeredAt));
  }

  report(): EnquiryFigures {
    return {
      enquiries: this.count,
      answered: this.toAnswer?.count ?? 0,
      medianToAnswer: this.toAnswer?.percentile(0.5) ?? null,
    };
  }
}

function compareRows(a: OriginFigures, b: OriginFigures): number {
  return b.leads - a.leads || b.enquiries - a.enquiries;
}

function nameOf({ portal, source }: OriginRow): string {
  return portal ?? source ?? '';
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
