import type { Pair } from '../../functions/src/domain/leads/leadId';
import { Interest, type Participants } from './interest';
import { DAY, getMadridMonth, SECOND, type Millis } from './madridTime';
import { Market, type Listing } from './market';
import { Random } from './random';
import type { CustomerTimeline, Step, Write } from './steps';
import { AGENTS, FIRST_NAMES, OFFICE, SURNAMES } from './words';

const DAYS = 730;

/** How many customers come in each month, from January: few in August and at Christmas. */
const SEASON = [0.9, 1, 1.1, 1.1, 1.2, 1.1, 0.85, 0.45, 1.15, 1.2, 1, 0.6];
const HIGH_SEASON = Math.max(...SEASON);

/** How many flats a customer takes an interest in, and how often (in percent). */
const INTEREST_COUNTS = { '1': 76, '2': 18, '3': 6 };

export interface PlanArguments {
  /** How many leads there will be. */
  leads: number;
  /** A whole number from 0 to 2³¹ − 1. */
  seed: number;
  /** The end of the two years. */
  until: Millis;
}

/** Everything that the seed writes. */
export interface Plan {
  listings: readonly Write[];
  timelines: readonly CustomerTimeline[];
}

/** Plans two years in the life of an agency. The same arguments always give the same plan. */
export function makePlan({ leads, seed, until }: PlanArguments): Plan {
  const random = new Random(seed);
  const prefix = `demo-${seed}`;
  const market = new Market(prefix, new Random(random.seed()));
  const from = until - DAYS * DAY;
  const timelines: CustomerTimeline[] = [];
  for (let leadsLeft = leads; leadsLeft > 0;) {
    const contactId = `${prefix}-c${String(timelines.length + 1).padStart(4, '0')}`;
    const customer = new Random(random.seed());
    const timeline = makeTimeline(contactId, customer, market, { from, until, leadsLeft });
    if (timeline === null) continue;
    timelines.push(timeline);
    leadsLeft -= timeline.pairs.length;
  }
  return { listings: market.listDocuments(from), timelines };
}

/** The two years, and how many more leads there may be. */
interface Limits {
  from: Millis;
  until: Millis;
  leadsLeft: number;
}

/**
 * Plans one customer, who has at most `leadsLeft` leads. With a higher limit the same customer has the
 * same steps, and perhaps further ones. Null if no step is before the end.
 */
function makeTimeline(
  contactId: string,
  random: Random,
  market: Market,
  limits: Limits,
): CustomerTimeline | null {
  const interests = makeInterests(contactId, random, market, limits);
  const first = Math.min(...interests.flatMap(([step]) => step?.at ?? []));
  if (!Number.isFinite(first)) return null;
  const arrival: Write = {
    kind: 'create',
    at: first - SECOND,
    by: OFFICE,
    ref: { collection: 'contacts', id: contactId },
    fields: makeContact(random),
  };
  const steps = interests
    .reduce<readonly Step[]>((kept, interest) => {
      const maxLeads = limits.leadsLeft - findPairs(contactId, kept).length;
      return [...kept, ...limitLeads(contactId, interest, maxLeads)];
    }, [])
    .toSorted((a, b) => a.at - b.at);
  return { contactId, steps: [arrival, ...steps], pairs: findPairs(contactId, steps) };
}

/** The steps of each of a customer's interests, up to the end of the two years. */
function makeInterests(
  contactId: string,
  random: Random,
  market: Market,
  { from, until }: Limits,
): (readonly Step[])[] {
  const firstDay = pickFirstDay(from, until, random);
  const agent = random.pick(AGENTS);
  const count = Number(random.pickWeighted(INTEREST_COUNTS));
  const seen = new Set<Listing>();
  return Array.from({ length: count }, (_, n) => {
    const start = n === 0 ? firstDay : firstDay + random.int(1, 25) * DAY;
    const seed = random.seed();
    const { steps } = market.addInterest(seen, (listing) => {
      const nextId = countIds(n === 0 ? contactId : `${contactId}-${n + 1}`);
      const participants = { contactId, uid: `cliente-${contactId}`, agent, nextId };
      const mayBeUndecided = count === 1;
      const interest = new Interest(new Random(seed), participants, listing, start, mayBeUndecided);
      return { steps: interest.steps.filter(({ at }) => at <= until) };
    });
    return steps;
  });
}

/** The steps before the first that would bring more leads than `maxLeads`. */
function limitLeads(contactId: string, steps: readonly Step[], maxLeads: number): readonly Step[] {
  const end = steps.findIndex(
    (_, n) => findPairs(contactId, steps.slice(0, n + 1)).length > maxLeads,
  );
  return end === -1 ? steps : steps.slice(0, end);
}

function makeContact(random: Random): Write['fields'] {
  const firstName = random.pick(FIRST_NAMES);
  const surname = random.pick(SURNAMES);
  const name = `${firstName} ${surname} ${random.pick(SURNAMES)}`;
  const plain = `${firstName}.${surname}`.normalize('NFD').replace(/[^a-z.]/gi, '');
  return { name, email: `${plain.toLowerCase()}${random.int(1, 99)}@correo.example` };
}

function pickFirstDay(from: Millis, until: Millis, random: Random): Millis {
  for (;;) {
    const day = from + random.int(0, Math.round((until - from) / DAY) - 1) * DAY;
    if (random.happens((SEASON[getMadridMonth(day)] ?? 0) / HIGH_SEASON)) return day;
  }
}

/** The pairs that the documents name. Each of them has its lead. */
function findPairs(contactId: string, steps: readonly Step[]): Pair[] {
  const listings = new Set<string | null>();
  for (const step of steps) {
    if (step.kind === 'move' || 'appointmentId' in step.fields) continue;
    const { listingId } = step.fields;
    if (typeof listingId === 'string') listings.add(listingId);
    else if (step.kind === 'create') listings.add(null);
  }
  return [...listings].map((listingId) => ({ contactId, listingId }));
}

function countIds(prefix: string): Participants['nextId'] {
  const counts = { e: 0, a: 0, v: 0, m: 0 };
  return (letter) => {
    counts[letter] += 1;
    return `${prefix}-${letter}${counts[letter]}`;
  };
}
