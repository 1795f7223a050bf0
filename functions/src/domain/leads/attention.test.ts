import fc from 'fast-check';
import {
  appointmentState,
  decisionFor,
  done,
  PAIR,
  viewing,
  viewingsOf,
} from '../../../test/support/builders';
import { LEAD_STATUSES, type LeadStatus } from '../leadStatus';
import { MICROS_PER_DAY, MICROS_PER_MINUTE, type Micros } from '../time';
import type { Viewing } from '../viewings/viewing';
import {
  ATTENTION_REASONS,
  DEFAULT_ATTENTION_DAYS,
  deriveAttention,
  readAttentionDays,
} from './attention';
import { deriveStatus } from './deriveStatus';
import { LISTING_STATUSES } from './listingStatus';
import { NOTHING_KEPT, type Lead } from './lead';

const HOUR = 60 * MICROS_PER_MINUTE;
const SINCE = 10 * MICROS_PER_DAY;

/** A lead as its decision and its viewings say. */
function leadOf(
  decision: Lead['decision'],
  viewings: readonly Viewing[] = [],
  fields: Partial<Lead> = {},
): Lead {
  const facts = { decision, viewings: viewingsOf(...viewings), moves: new Map() };
  const pair = { ...PAIR, ...fields };
  const { status } = deriveStatus({ ...facts, listingId: pair.listingId });
  return {
    ...facts,
    ...PAIR,
    prospectId: null,
    assignedTo: null,
    source: 'Appointment',
    origin: null,
    status,
    closed: null,
    kept: NOTHING_KEPT,
    followUpAt: null,
    listingStatus: null,
    listingStatusAt: null,
    history: { seq: 1, status, effectiveAt: SINCE },
    ...fields,
  };
}

const decided = (status: LeadStatus, fields: Partial<Lead> = {}) =>
  leadOf(decisionFor(status, SINCE, status === 'Cerrado' ? 'lost' : null), [], fields);
const scheduled = (id: string, at: Micros, startsAt: Micros | null, endsAt: Micros | null = null) =>
  viewing(id, at, { ...appointmentState('Scheduled', at), startsAt, endsAt });
const attentionOf = (lead: Lead, days = DEFAULT_ATTENTION_DAYS) => deriveAttention(lead, days);

describe('when a lead needs somebody (§10)', () => {
  test.each<[LeadStatus, number]>([
    ['Fase 0: Información Incompleta', 3],
    ['Información Solicitada', 2],
    ['Respuesta Pendiente', 7],
    ['Visita Realizada', 2],
    ['Oferta Presentada', 2],
    ['Oferta Pendiente Aprobación', 5],
    ['Oferta Aceptada', 30],
    ['Oferta Rechazada', 7],
  ])('%s: after %i days', (status, days) => {
    expect(attentionOf(decided(status))).toEqual({
      at: SINCE + days * MICROS_PER_DAY,
      why: 'stale',
    });
  });
  test('Visita Pendiente without a date: after 3 days', () => {
    const expected = { at: SINCE + 3 * MICROS_PER_DAY, why: 'no_date' };
    expect(attentionOf(decided('Visita Pendiente'))).toEqual(expected);
    expect(attentionOf(leadOf(null, [scheduled('A', SINCE, null)]))).toEqual(expected);
  });
  test('Visita Pendiente: two hours after the end of the next viewing, else three after its start', () => {
    const start = SINCE + HOUR;
    const at = (endsAt: Micros | null) =>
      attentionOf(leadOf(null, [scheduled('A', SINCE, start, endsAt)]));
    expect(at(start + HOUR)).toEqual({ at: start + 3 * HOUR, why: 'no_outcome' });
    expect(at(start + 2 * HOUR)).toEqual({ at: start + 4 * HOUR, why: 'no_outcome' });
    for (const none of [null, start, start - 1]) {
      expect(at(none)).toEqual({ at: start + 3 * HOUR, why: 'no_outcome' });
    }
  });
  test('Cerrado, and a lead of nobody: never', () => {
    const followUpAt = SINCE;
    expect(attentionOf(decided('Cerrado', { followUpAt }))).toBeNull();
    expect(attentionOf(decided('Visita Realizada', { contactId: null, followUpAt }))).toBeNull();
  });
  test('no earlier than a scheduled viewing says, whatever the status', () => {
    const start = SINCE + 30 * MICROS_PER_DAY;
    const decision = decisionFor('Oferta Presentada', SINCE);
    const due = { at: start + 3 * HOUR, why: 'no_outcome' };
    expect(attentionOf(leadOf(decision, [scheduled('A', SINCE - 1, start)]))).toEqual(due);
    const noListing = { listingId: null };
    expect(attentionOf(leadOf(null, [scheduled('A', SINCE, start)], noListing))).toEqual(due);
    const soon = attentionOf(leadOf(decision, [scheduled('A', SINCE - 1, SINCE)]));
    expect(soon).toEqual({ at: SINCE + 2 * MICROS_PER_DAY, why: 'stale' });
  });
  test('a later followUpAt puts it off; an earlier one does not bring it forward', () => {
    const due = SINCE + 2 * MICROS_PER_DAY;
    const at = (followUpAt: Micros) =>
      attentionOf(decided('Información Solicitada', { followUpAt }));
    expect(at(due + 1)).toEqual({ at: due + 1, why: 'follow_up' });
    for (const earlier of [due, due - 1]) expect(at(earlier)).toEqual({ at: due, why: 'stale' });
  });
  test.each(['sold', 'withdrawn'] as const)(
    'at once where its listing is %s: before a viewing that lies ahead, and whatever a followUpAt says',
    (listingStatus) => {
      const listing = { listingStatus, listingStatusAt: SINCE + 7 };
      const due = { at: SINCE + 7, why: 'listing_gone' };
      const ahead = scheduled('A', SINCE, SINCE + 30 * MICROS_PER_DAY);
      const followUpAt = SINCE + 90 * MICROS_PER_DAY;
      expect(attentionOf(leadOf(null, [ahead], { ...listing, followUpAt }))).toEqual(due);
      expect(attentionOf(decided('Oferta Aceptada', listing))).toEqual(due);
      expect(attentionOf(decided('Cerrado', listing))).toBeNull();
    },
  );
  test('a listing that is reserved or to be had changes nothing', () => {
    for (const listingStatus of ['reserved', 'available'] as const) {
      const lead = decided('Oferta Presentada', { listingStatus, listingStatusAt: SINCE + 7 });
      expect(attentionOf(lead)).toEqual(attentionOf(decided('Oferta Presentada')));
    }
  });
  test('an agency has days of its own', () => {
    const days = { ...DEFAULT_ATTENTION_DAYS, 'Información Solicitada': 9 };
    const { at } = attentionOf(decided('Información Solicitada'), days) ?? {};
    expect(at).toBe(SINCE + 9 * MICROS_PER_DAY);
  });
});

describe('the parameter ATTENTION_DAYS', () => {
  test('has nine whole numbers, in the order of the pipeline', () => {
    expect(readAttentionDays('3,2,7,3,2,2,5,30,7')).toEqual(DEFAULT_ATTENTION_DAYS);
    expect(readAttentionDays(' 1, 0 ,3,4,5,6,7,8,3650')).toMatchObject({
      'Fase 0: Información Incompleta': 1,
      'Información Solicitada': 0,
      'Oferta Rechazada': 3_650,
    });
  });
  test.each([
    '',
    '3',
    '3,2,7,3,2,2,5,30',
    '3,2,7,3,2,2,5,30,7,1',
    '3,2,7,3,2,2,5,30,',
    '3,2,7,3,2,2,5,30,-7',
    '3,2,7,3,2,2,5,30,7.5',
    '3,2,7,3,2,2,5,30,3651',
    'x,2,7,3,2,2,5,30,7',
  ])('is not «%s»', (text) => {
    expect(readAttentionDays(text)).toBeNull();
  });
});

/**
 * Whether a lead needs somebody at a time, and why: §10 as it is written, evaluated then. `since` is when its status began.
 */
function whyNow(lead: Lead, since: Micros, now: Micros): string | null {
  if (lead.status === 'Cerrado') return null;
  const { listingStatus, listingStatusAt } = lead;
  if (listingStatusAt !== null && (listingStatus === 'sold' || listingStatus === 'withdrawn')) {
    return now < listingStatusAt ? null : 'listing_gone';
  }
  const open = [...lead.viewings.values()].filter(
    ({ appointment, visits }) => appointment?.status === 'Scheduled' && visits.size === 0,
  );
  const dated = open.flatMap(({ appointment }) => {
    const { startsAt = null, endsAt = null } = appointment ?? {};
    return startsAt === null ? [] : [{ startsAt, endsAt }];
  });
  const first = Math.min(...dated.map(({ startsAt }) => startsAt));
  const nexts = dated.filter(({ startsAt }) => startsAt === first);
  const isEnded = ({ endsAt, startsAt }: (typeof dated)[number]) =>
    endsAt !== null && endsAt > startsAt ? now >= endsAt + 2 * HOUR : now >= startsAt + 3 * HOUR;
  if (!nexts.every(isEnded)) return null;
  const reasons: string[] = [];
  if (lead.status === 'Visita Pendiente' && nexts.length > 0) reasons.push('no_outcome');
  else {
    if (now < since + DEFAULT_ATTENTION_DAYS[lead.status] * MICROS_PER_DAY) return null;
    reasons.push(lead.status === 'Visita Pendiente' ? 'no_date' : 'stale');
    if (nexts.length > 0) reasons.push('no_outcome');
  }
  if (lead.followUpAt !== null) {
    if (now < lead.followUpAt) return null;
    reasons.push('follow_up');
  }
  return reasons.join();
}

const hour = fc.integer({ min: -2_000, max: 2_000 }).map((n) => SINCE + n * HOUR);
const someViewing = fc.record({
  at: hour,
  startsAt: fc.option(hour),
  length: fc.constantFrom(null, -30, 0, 30, 90, 600),
  isVisited: fc.boolean(),
});
const someLead = fc
  .record({
    decision: fc.option(fc.constantFrom(...LEAD_STATUSES)),
    viewings: fc.array(someViewing, { maxLength: 4 }),
    followUpAt: fc.option(hour),
    hasListing: fc.boolean(),
    listingStatus: fc.constantFrom(null, null, null, null, ...LISTING_STATUSES),
    listingStatusAt: fc.option(hour),
  })
  .filter(({ decision, viewings }) => decision !== null || viewings.length > 0)
  .map(({ decision, viewings, hasListing, ...fields }) =>
    leadOf(
      decision && decisionFor(decision, SINCE, decision === 'Cerrado' ? 'lost' : null),
      viewings.map(({ at, startsAt, length, isVisited }, n) =>
        viewing(
          `A${String(n)}`,
          at,
          {
            ...appointmentState('Scheduled', at),
            startsAt,
            endsAt:
              startsAt !== null && length !== null ? startsAt + length * MICROS_PER_MINUTE : null,
          },
          isVisited ? { V: done(null, at + HOUR) } : undefined,
        ),
      ),
      { ...fields, ...(!hasListing && { listingId: null }) },
    ),
  );

test('by the query a lead needs somebody exactly when it does by the words of the contract, at any time', () => {
  const seen = new Map<string, number>();
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  fc.assert(
    fc.property(someLead, hour, fc.integer({ min: -1, max: 1 }), (lead, clock, offset) => {
      const attention = attentionOf(lead);
      const { since } = deriveStatus(lead);
      // Half of the clocks are about the time itself.
      const now = attention === null || clock % (2 * HOUR) === 0 ? clock : attention.at + offset;
      const isDue = attention !== null && attention.at <= now;
      const why = whyNow(lead, since ?? NaN, now);
      expect(isDue).toBe(why !== null);
      count(attention?.why ?? 'never');
      if (isDue) expect(why).toContain(attention.why);
    }),
    { numRuns: 20_000, seed: 1 },
  );
  for (const why of [...ATTENTION_REASONS, 'never']) {
    expect([why, (seen.get(why) ?? 0) > 300]).toEqual([why, true]);
  }
});
