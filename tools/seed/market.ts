import { DAY, type Millis } from './calendar';
import type { Chance } from './chance';
import type { Step, Write } from './steps';
import { DISTRICTS, FLOORS, OFFICE } from './words';

const LONGEST_ON_MARKET_BEFORE = 30;
const MOST_INTERESTS = 6;

/** A flat for sale. */
export interface Listing {
  id: string;
  /** Who owns it. */
  prospectId: string;
  /** In euros. */
  price: number;
  fields: Write['fields'];
}

interface OnMarket {
  listing: Listing;
  /** How long it was for sale before the first interest. */
  daysBefore: number;
  interests: number;
  first: Millis;
  last: Millis;
  soldAt: Millis | null;
}

/** What the agency has for sale: each flat is sold once at most, and then nobody is shown it any more. */
export class Market {
  private readonly flats: OnMarket[] = [];

  constructor(
    private readonly prefix: string,
    private readonly chance: Chance,
  ) {}

  /** Finds a flat that a customer has not seen, whose steps depend on which one it is. */
  interest<Result extends { steps: readonly Step[] }>(
    seen: Set<Listing>,
    show: (listing: Listing) => Result,
  ): Result {
    const flat = this.someFlat(seen);
    seen.add(flat.listing);
    const result = show(flat.listing);
    if (take(flat, result.steps)) return result;
    const unsold = this.newFlat();
    seen.add(unsold.listing);
    const other = show(unsold.listing);
    take(unsold, other.steps);
    return other;
  }

  /** The display documents of the flats that somebody took an interest in; none is older than `from`. */
  documents(from: Millis): Write[] {
    return this.flats
      .filter(({ interests }) => interests > 0)
      .map(({ listing: { id, fields }, first, daysBefore }) => ({
        kind: 'create',
        at: Math.max(from, first - daysBefore * DAY),
        by: OFFICE,
        ref: { collection: 'listings', id },
        fields,
      }));
  }

  private someFlat(seen: ReadonlySet<Listing>): OnMarket {
    const open = this.flats.filter(
      ({ listing, interests }) => interests < MOST_INTERESTS && !seen.has(listing),
    );
    return open.length < 3 || this.chance.happens(0.25) ? this.newFlat() : this.chance.pick(open);
  }

  private newFlat(): OnMarket {
    const id = `${this.prefix}-l${String(this.flats.length + 1).padStart(4, '0')}`;
    const { chance } = this;
    const district = chance.pick(DISTRICTS);
    const squareMetres = chance.int(38, 145);
    const price =
      Math.round((squareMetres * district.price * chance.int(85, 115)) / 500_000) * 5_000;
    const address = `${chance.pick(district.streets)} ${chance.int(1, 140)}, ${chance.pick(FLOORS)}`;
    const bedrooms = Math.max(1, Math.min(5, Math.round(squareMetres / 32)));
    const flat: OnMarket = {
      listing: {
        id,
        prospectId: `${id}-propiedad`,
        price,
        fields: {
          title: titleOf(bedrooms, address),
          address,
          district: district.name,
          city: 'Madrid',
          price,
          squareMetres,
          bedrooms,
        },
      },
      daysBefore: chance.int(2, LONGEST_ON_MARKET_BEFORE),
      interests: 0,
      first: Infinity,
      last: -Infinity,
      soldAt: null,
    };
    this.flats.push(flat);
    return flat;
  }
}

/** As an advertisement names it: «Piso de 2 dormitorios, Calle de Goya 12». */
function titleOf(bedrooms: number, address: string): string {
  const kind = address.includes('ático') ? 'Ático' : address.includes('bajo') ? 'Bajo' : 'Piso';
  const rooms = bedrooms === 1 ? '1 dormitorio' : `${bedrooms} dormitorios`;
  return `${kind} de ${rooms}, ${address.split(',')[0] ?? address}`;
}

/** Books a customer's steps on a flat; false where it was sold before their end, or sells before another's. */
function take(flat: OnMarket, steps: readonly Step[]): boolean {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return true;
  const isSold = steps.some(
    (step) => step.kind === 'move' && step.request.closed?.outcome === 'won',
  );
  if (flat.soldAt !== null && (isSold || last.at >= flat.soldAt)) return false;
  if (isSold && flat.last >= last.at) return false;
  flat.interests += 1;
  flat.first = Math.min(flat.first, first.at);
  flat.last = Math.max(flat.last, last.at);
  if (isSold) flat.soldAt = last.at;
  return true;
}
