import type { SourceRef } from '../../functions/src/domain/documents/sourceRef';
import type { Pair } from '../../functions/src/domain/leads/leadId';
import { appointmentRef, visitRef, type Fields } from '../../functions/test/support/builders';
import type { Random } from './random';

/** What a client writes with one commit. */
export interface ClientCommit {
  /** Milliseconds since the day began. */
  at: number;
  writes: readonly { ref: SourceRef; fields: Fields }[];
}

/** All that clients write about one pair, in its order. */
export interface LeadLife {
  pair: Pair;
  commits: readonly ClientCommit[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * How long an appointment's steps are apart on average. In production it is days. Here it is minutes, so
 * that all of a lead's commits fall into one hour: that makes more conflicts than there would be.
 */
const STEP_MS = 8 * MINUTE;

/** Of the appointments, 0.6 are the first of their pair. */
export const APPOINTMENTS_PER_LEAD = 1 / 0.6;

const SHARES = {
  /** Of further appointments: made in the same second, as by somebody who taps twice. */
  madeAtOnce: 0.05,
  /** Of appointments: their time is changed. */
  rescheduled: 0.3,
  /** Of those: within seconds. */
  rescheduledAtOnce: 0.2,
  calledOff: 0.2,
  visited: 0.7,
  /** Of visits: the client sets the appointment to `Completed` in the same commit. */
  completedAlong: 0.2,
  /** Of visits: the outcome is not known at first, and follows. */
  outcomeFollows: 0.3,
  corrected: 0.1,
} as const;

/** One lead of so many is of walk-ins: the agency books an open house under one contact. */
const LEADS_PER_OPEN_HOUSE = 20_000;
const OPEN_HOUSE_APPOINTMENTS = 100;
const OPEN_HOUSE_GAP_MS = 20 * SECOND;

/** The life of lead number `n`, which begins at a time. */
export function drawLife(random: Random, n: number, listing: number, begins: number): LeadLife {
  const commits: ClientCommit[] = [];
  const isOpenHouse = random.below(LEADS_PER_OPEN_HOUSE) === 0;
  const pair = { contactId: `contacto-${n}`, listingId: `piso-${listing}` };
  let at = begins;
  for (let k = 0; ; k += 1) {
    commits.push(...drawAppointment(random, pair, `${n}-${k}`, at));
    if (isOpenHouse) {
      if (k + 1 === OPEN_HOUSE_APPOINTMENTS) break;
      at += random.exponential(OPEN_HOUSE_GAP_MS);
    } else {
      if (random.happens(1 / APPOINTMENTS_PER_LEAD)) break;
      at += random.exponential(random.happens(SHARES.madeAtOnce) ? SECOND : STEP_MS);
    }
  }
  return { pair, commits: commits.sort((a, b) => a.at - b.at) };
}

/** What clients write about one appointment: two to four commits, most often. */
function drawAppointment(random: Random, pair: Pair, id: string, begins: number): ClientCommit[] {
  const appointment = appointmentRef(`cita-${id}`);
  const visit = visitRef(`visita-${id}`);
  const commits: ClientCommit[] = [];
  let at = begins;
  const write = (...writes: ClientCommit['writes']) => {
    commits.push({ at, writes });
  };
  write({ ref: appointment, fields: { ...pair, status: 'Scheduled', type: 'Visita' } });
  if (random.happens(SHARES.rescheduled)) {
    at += random.exponential(random.happens(SHARES.rescheduledAtOnce) ? 3 * SECOND : STEP_MS);
    write({ ref: appointment, fields: { startsAt: { seconds: Math.round(at), nanoseconds: 0 } } });
  }
  at += random.exponential(STEP_MS);
  const end = random.fraction();
  if (end < SHARES.calledOff) {
    const status = random.happens(0.3) ? 'NoShow' : 'Cancelled';
    write({ ref: appointment, fields: { status } });
  } else if (end < SHARES.calledOff + SHARES.visited) {
    const outcome = random.happens(0.4) ? 'offer_made' : 'more_info_needed';
    const isKnown = !random.happens(SHARES.outcomeFollows);
    write(
      {
        ref: visit,
        fields: {
          appointmentId: appointment.id,
          status: 'visit_done',
          ...(isKnown && { outcome }),
        },
      },
      ...(random.happens(SHARES.completedAlong)
        ? [{ ref: appointment, fields: { status: 'Completed' } }]
        : []),
    );
    if (!isKnown || random.happens(SHARES.corrected)) {
      at += random.exponential(STEP_MS);
      const other = outcome === 'offer_made' ? 'more_info_needed' : 'offer_made';
      write({ ref: visit, fields: { outcome: isKnown ? other : outcome } });
    }
  } else {
    write({ ref: appointment, fields: { status: 'Completed' } });
  }
  return commits;
}

/** The life of one busy lead: appointments are made, and each is changed, at `rate` commits a second. */
export function drawBusyLife(random: Random, rate: number, seconds: number): LeadLife {
  const pair = { contactId: 'contacto', listingId: 'piso' };
  const commits: ClientCommit[] = [];
  let at = 0;
  for (let n = 0; at < seconds * SECOND; n += 1) {
    at += random.exponential(SECOND / rate);
    const ref = appointmentRef(`cita-${n >> 1}`);
    const created = { ...pair, status: 'Scheduled', type: 'Visita' };
    commits.push({
      at,
      writes: [{ ref, fields: n % 2 === 0 ? created : { status: 'Cancelled' } }],
    });
  }
  return { pair, commits };
}
