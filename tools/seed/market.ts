import { DAY, type Millis } from './madridTime';
import type { Random } from './random';
import { isSale, type Step, type Write } from './steps';
import { DISTRICTS, FLOORS, OFFICE } from './words';

const MAX_DAYS_BEFORE_INTEREST = 30;
const MAX_INTERESTS = 6;

/** With fewer flats to choose from, a new one comes on the market. */
const MIN_CHOICE = 3;

/** A flat for sale. */
export interface Listing {
  id: string;
  /** The owner. */
  prospectId: string;
  /** In euros. */
  price: number;
  fields: Write['fields'];
}

interface Flat {
  listing: Listing;
  /** How many days it was for sale before the first interest in it. */
  daysBefore: number;
  interests: number;
  /** The first and the last step on it. */
  first: Millis;
  last: Millis;
  soldAt: Millis | null;
}

/** The flats of the agency. Each is sold at most once, and no step on it comes after that. */
export class Market {
  private readonly flats: Flat[] = [];

  constructor(
    private readonly prefix: string,
    private readonly random: Random,
  ) {}

  /**
   * Finds a flat that a customer has not seen, and makes their steps on it. If these steps do not fit
   * the flat's sale, the customer gets a new flat instead.
   */
  addInterest<Result extends { steps: readonly Step[] }>(
    seen: Set<Listing>,
    makeSteps: (listing: Listing) => Result,
  ): Result {
    const flat = this.pickFlat(seen);
    seen.add(flat.listing);
    const result = makeSteps(flat.listing);
    if (reserve(flat, result.steps)) return result;
    const newFlat = this.addFlat();
    seen.add(newFlat.listing);
    const newResult = makeSteps(newFlat.listing);
    reserve(newFlat, newResult.steps);
    return newResult;
  }

  /** The documents of the flats that had an interest. None is older than `from`. */
  listDocuments(from: Millis): Write[] {
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

  private pickFlat(seen: ReadonlySet<Listing>): Flat {
    const choice = this.flats.filter(
      ({ listing, interests }) => interests < MAX_INTERESTS && !seen.has(listing),
    );
    return choice.length < MIN_CHOICE || this.random.happens(0.25)
      ? this.addFlat()
      : this.random.pick(choice);
  }

  private addFlat(): Flat {
    const flat: Flat = {
      listing: this.makeListing(),
      daysBefore: this.random.int(2, MAX_DAYS_BEFORE_INTEREST),
      interests: 0,
      first: Infinity,
      last: -Infinity,
      soldAt: null,
    };
    this.flats.push(flat);
    return flat;
  }

  private makeListing(): Listing {
    const { random } = this;
    const id = `${this.prefix}-l${String(this.flats.length + 1).padStart(4, '0')}`;
    const district = random.pick(DISTRICTS);
    const squareMetres = random.int(38, 145);
    // Rounded to 5,000 euros.
    const price =
      Math.round((squareMetres * district.price * random.int(85, 115)) / 500_000) * 5_000;
    const address = `${random.pick(district.streets)} ${random.int(1, 140)}, ${random.pick(FLOORS)}`;
    const bedrooms = Math.max(1, Math.min(5, Math.round(squareMetres / 32)));
    const fields = {
      title: makeTitle(bedrooms, address),
      address,
      district: district.name,
      city: 'Madrid',
      price,
      squareMetres,
      bedrooms,
    };
    return { id, prospectId: `${id}-propiedad`, price, fields };
  }
}

/** The title of an advertisement: «Piso de 2 dormitorios, Calle de Goya 12». */
function makeTitle(bedrooms: number, address: string): string {
  const kind = address.includes('ático') ? 'Ático' : address.includes('bajo') ? 'Bajo' : 'Piso';
  const rooms = bedrooms === 1 ? '1 dormitorio' : `${bedrooms} dormitorios`;
  return `${kind} de ${rooms}, ${address.split(',')[0] ?? address}`;
}

/**
 * Records a customer's steps on a flat. Returns false, and records nothing, if the flat is sold before
 * the last step, if it would be sold twice, or if another customer's step would come after the sale.
 */
function reserve(flat: Flat, steps: readonly Step[]): boolean {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return true;
  const isSold = steps.some(isSale);
  if (flat.soldAt !== null && (isSold || last.at >= flat.soldAt)) return false;
  if (isSold && flat.last >= last.at) return false;
  flat.interests += 1;
  flat.first = Math.min(flat.first, first.at);
  flat.last = Math.max(flat.last, last.at);
  if (isSold) flat.soldAt = last.at;
  return true;
}
