import type { Pair } from '../../functions/src/domain/leadId';
import { DAY, monthOf, SECOND, type Millis } from './calendar';
import { Chance } from './chance';
import { Interest, type Party } from './interest';
import { Market, type Listing } from './market';
import type { Life, Step, Write } from './steps';
import { AGENTS, FIRST_NAMES, OFFICE, SURNAMES } from './words';

const DAYS = 730;

/** How many look for a flat in each month, from January: few in August and at Christmas. */
const SEASON = [0.9, 1, 1.1, 1.1, 1.2, 1.1, 0.85, 0.45, 1.15, 1.2, 1, 0.6];
const HIGH_SEASON = Math.max(...SEASON);

/** How many flats a customer takes an interest in. */
const INTERESTS = { '1': 76, '2': 18, '3': 6 };

export interface PlanArguments {
  /** How many leads there will be. */
  leads: number;
  /** A whole number from 0 to 2³¹ − 1. */
  seed: number;
  /** The end of the two years. */
  until: Millis;
}

/** All that is to be written. */
export interface Plan {
  listings: readonly Write[];
  lives: readonly Life[];
}

/** Two years in the life of an agency: the same for the same arguments, whenever it is asked for. */
export function planOf({ leads, seed, until }: PlanArguments): Plan {
  const chance = new Chance(seed);
  const prefix = `demo-${seed}`;
  const market = new Market(prefix, new Chance(chance.seed()));
  const from = until - DAYS * DAY;
  const lives: Life[] = [];
  for (let room = leads; room > 0;) {
    const contactId = `${prefix}-c${String(lives.length + 1).padStart(4, '0')}`;
    const customer = new Chance(chance.seed());
    const life = lifeOf(contactId, customer, market, { from, until, room });
    if (life === null) continue;
    lives.push(life);
    room -= life.pairs.length;
  }
  return { listings: market.documents(from), lives };
}

/**
 * One customer, who has no more than `room` leads; null where nothing of it is before the end. With
 * more room the same customer has the same steps, and others besides.
 */
function lifeOf(
  contactId: string,
  chance: Chance,
  market: Market,
  { from, until, room }: { from: Millis; until: Millis; room: number },
): Life | null {
  const first = startIn(from, until, chance);
  const agent = chance.pick(AGENTS);
  const count = Number(chance.weighted(INTERESTS));
  const seen = new Set<Listing>();
  const interests = Array.from({ length: count }, (_, n) => {
    const start = n === 0 ? first : first + chance.int(1, 25) * DAY;
    const seed = chance.seed();
    return market.interest(seen, (listing) => {
      const nextId = counting(n === 0 ? contactId : `${contactId}-${n + 1}`);
      const party: Party = { contactId, uid: `cliente-${contactId}`, agent, nextId };
      const whole = new Interest(new Chance(seed), party, listing, start, count === 1);
      return { steps: whole.steps.filter(({ at }) => at <= until) };
    });
  });
  const begin = Math.min(...interests.flatMap(({ steps: [step] }) => step?.at ?? []));
  if (!Number.isFinite(begin)) return null;
  const arrival: Write = {
    kind: 'create',
    at: begin - SECOND,
    by: OFFICE,
    ref: { collection: 'contacts', id: contactId },
    fields: contactOf(chance),
  };
  const steps = interests
    .reduce<Step[]>((kept, interest) => {
      const left = room - pairsOf(contactId, kept).length;
      return [...kept, ...withLeads(contactId, interest.steps, left)];
    }, [])
    .sort((a, b) => a.at - b.at);
  return { contactId, steps: [arrival, ...steps], pairs: pairsOf(contactId, steps) };
}

/** The steps up to where they would bring more leads than these. */
function withLeads(contactId: string, steps: readonly Step[], most: number): readonly Step[] {
  const end = steps.findIndex((_, n) => pairsOf(contactId, steps.slice(0, n + 1)).length > most);
  return end === -1 ? steps : steps.slice(0, end);
}

function contactOf(chance: Chance): Write['fields'] {
  const firstName = chance.pick(FIRST_NAMES);
  const surname = chance.pick(SURNAMES);
  const name = `${firstName} ${surname} ${chance.pick(SURNAMES)}`;
  const plain = `${firstName}.${surname}`.normalize('NFD').replace(/[^a-z.]/gi, '');
  return { name, email: `${plain.toLowerCase()}${chance.int(1, 99)}@correo.example` };
}

function startIn(from: Millis, until: Millis, chance: Chance): Millis {
  for (;;) {
    const day = from + chance.int(0, Math.round((until - from) / DAY) - 1) * DAY;
    if (chance.happens((SEASON[monthOf(day)] ?? 0) / HIGH_SEASON)) return day;
  }
}

/** The pairs that documents name, each of which has its lead. */
function pairsOf(contactId: string, steps: readonly Step[]): Pair[] {
  const listings = new Set<string | null>();
  for (const step of steps) {
    if (step.kind === 'move' || 'appointmentId' in step.fields) continue;
    const { listingId } = step.fields;
    if (typeof listingId === 'string') listings.add(listingId);
    else if (step.kind === 'create') listings.add(null);
  }
  return [...listings].map((listingId) => ({ contactId, listingId }));
}

function counting(prefix: string): Party['nextId'] {
  const counts = { a: 0, v: 0, m: 0 };
  return (letter) => {
    counts[letter] += 1;
    return `${prefix}-${letter}${counts[letter]}`;
  };
}
