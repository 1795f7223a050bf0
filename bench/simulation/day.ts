import { APPOINTMENTS_PER_LEAD, drawLife, type LeadLife } from './lives';
import { Random } from './random';

export const HOUR = 3_600_000;

/** How busy each hour of the day is, by the clock: a morning and an evening peak. */
const PROFILE = [
  0.3, 0.1, 0.1, 0.1, 0.1, 0.3, 1, 2, 4, 8, 9, 9, 7, 5, 4, 5, 7, 9, 11, 13, 7, 3, 1.5, 0.5,
] as const;
const TOTAL = PROFILE.reduce<number>((sum, weight) => sum + weight, 0);

/** So many appointments a day for each listing that is on offer. */
const APPOINTMENTS_PER_LISTING = 10;
/** How many listings are about as hot as the hottest. */
const HOT_LISTINGS = 100;

export interface Day {
  appointments: number;
  /** Hours of the day, with their fraction. */
  from: number;
  to: number;
  seed: number;
}

/**
 * The leads that begin between two hours of a day, in their order. They come as a Poisson process whose
 * rate follows the hour. Their listings follow Zipf's law, but for the hottest hundred, which are alike.
 */
export function* drawDay({ appointments, from, to, seed }: Day): Generator<LeadLife> {
  const random = new Random(seed);
  const leads = appointments / APPOINTMENTS_PER_LEAD;
  const listings = Math.max(1, appointments / APPOINTMENTS_PER_LISTING);
  let n = 0;
  for (let hour = Math.floor(from); hour < to; hour += 1) {
    const perHour = (leads * (PROFILE[hour] ?? 0)) / TOTAL;
    // Poisson arrivals are independent of each other, so each hour can be drawn by itself.
    for (let at = Math.max(from, hour) * HOUR; ; n += 1) {
      at += random.exponential(HOUR / perHour);
      if (at >= Math.min(to, hour + 1) * HOUR) break;
      yield drawLife(random, n, drawListing(random, listings), at);
    }
  }
}

/** Listing k, from 0, comes up in proportion to 1 / (k + HOT_LISTINGS). */
function drawListing(random: Random, listings: number): number {
  const spread = (listings + HOT_LISTINGS) / HOT_LISTINGS;
  return Math.floor(HOT_LISTINGS * spread ** random.fraction()) - HOT_LISTINGS;
}
