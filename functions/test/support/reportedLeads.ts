/** Random leads as reports and exports read them. */
import fc from 'fast-check';
import { FieldValue, Timestamp, type DocumentData } from 'firebase-admin/firestore';
import { LEAD_STATUSES, type LeadStatus } from '../../src/domain/leadStatus';

export type Documents = [path: string, data: DocumentData][];

const DAY = 86_400_000;

/** The beginning, in UTC, of a day after that of 1 January 2026. */
export const day = (n: number): Timestamp => Timestamp.fromMillis(Date.UTC(2026, 0, 1) + n * DAY);

/** One entry of a random history. */
interface Step {
  to: LeadStatus;
  /** Days after the entry before it. A late event may be of an earlier day. */
  after: number;
  cause: string;
  outcome: 'won' | 'lost' | null;
  /** Whether its source is a lead, as that of a merge. */
  isOfLead: boolean;
  damage: 'undated' | 'text for a time' | 'map for a time' | 'another number' | 'removed' | null;
  reason: string;
}

interface RandomLead {
  begins: number;
  steps: readonly Step[];
  agent: string | null;
  closed: 'won' | 'lost' | 'moved';
  /** Which entry the lead takes for its newest, from the end; null for a lead without bookkeeping. */
  behind: number | null;
  /** A document in the place of the first entry, which leaves its number out. */
  isNumberTaken: boolean;
  isDeleted: boolean;
  source: string | null;
  origin: DocumentData | null;
  enquiries: readonly RandomEnquiry[];
}

interface RandomEnquiry {
  status: 'open' | 'answered' | 'dismissed' | 'removed';
  /** Days after the lead began. */
  opened: number;
  /** Days after that. */
  answered: number;
  origin: DocumentData | null;
}

const step = fc.record<Step>({
  to: fc.oneof(fc.constantFrom<LeadStatus>(...LEAD_STATUSES), fc.constant<LeadStatus>('Cerrado')),
  after: fc.integer({ min: -6, max: 20 }),
  cause: fc.constantFrom(
    'lead.created',
    'lead.adopted',
    'lead.moved',
    'lead.moved',
    'appointment.no_show',
    'appointment.removed',
    'visit.done',
    'manual',
    'manual',
    'console.edited',
    'repaired',
  ),
  outcome: fc.constantFrom('won', 'lost', null),
  isOfLead: fc.boolean(),
  damage: fc.oneof(
    { weight: 20, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'undated',
        'text for a time',
        'map for a time',
        'another number',
        'removed',
      ),
    },
  ),
  reason: fc.constantFrom(
    'Precio',
    ' precio',
    'Vendido a otro',
    'vendido  a OTRO',
    'Inmueble retirado',
    '',
  ),
});
const origin = fc.constantFrom(
  null,
  { portal: 'Idealista' },
  { portal: 'idealista', campaign: 'Otoño' },
  { portal: 'Fotocasa' },
  { campaign: 'Otoño' },
);
const enquiry = fc.record<RandomEnquiry>({
  status: fc.constantFrom('open', 'answered', 'answered', 'dismissed', 'removed'),
  opened: fc.integer({ min: -3, max: 60 }),
  answered: fc.integer({ min: -1, max: 20 }),
  origin,
});
const randomLead = fc.record<RandomLead>({
  begins: fc.nat(60),
  steps: fc.array(step, { maxLength: 8 }),
  agent: fc.constantFrom('ana', 'luis', '', null),
  closed: fc.constantFrom('won', 'lost', 'lost', 'moved'),
  behind: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, null),
  isNumberTaken: fc.constantFrom(false, false, false, false, true),
  isDeleted: fc.constantFrom(false, false, false, false, false, false, true),
  source: fc.constantFrom('Appointment', 'Enquiry', 'Visit', 'Escaparate', null),
  origin,
  enquiries: fc.array(enquiry, { maxLength: 3 }),
});

function timeOf(damage: Step['damage'], at: number): unknown {
  const { seconds, nanoseconds } = day(at);
  if (damage === 'text for a time') return day(at).toDate().toISOString();
  return damage === 'map for a time' ? { seconds, nanoseconds } : day(at);
}

/** The enquiries that a lead holds, as its document has them. */
function storedEnquiries({ begins, enquiries }: RandomLead): DocumentData {
  return Object.fromEntries(
    enquiries.map(({ status, opened, answered, origin: own }, n) => {
      const openedAt = day(begins + opened);
      return [`E${n}`, { status, at: day(begins + opened + answered), by: openedAt, ...own }];
    }),
  );
}

/** The documents of a lead. Some ids are of older systems, and sort otherwise in Firestore than in JavaScript. */
function documentsOf(lead: RandomLead, n: number): Documents {
  const id = n % 7 === 0 ? `${n % 2 === 0 ? '😀' : '\uff5e'} crm ${n}` : `lead-${n}`;
  const documents: Documents = [];
  const add = (seq: number, data: DocumentData) =>
    documents.push([`leads/${id}/statusHistory/${String(seq).padStart(6, '0')}`, data]);
  if (lead.isNumberTaken) add(1, { nota: 'Llamar', effectiveAt: day(lead.begins) });
  let at = lead.begins;
  let seq = lead.isNumberTaken ? 1 : 0;
  lead.steps.forEach(({ to, after, cause, outcome, isOfLead, damage, reason }, index) => {
    const before = lead.steps[index - 1];
    seq += 1;
    if (before !== undefined) at += after;
    if (damage === 'removed') return;
    add(damage === 'another number' ? seq + 500 : seq, {
      seq,
      from: before?.to ?? null,
      to,
      at: Timestamp.now(),
      effectiveAt: timeOf(damage, at),
      ...(damage === 'undated' && { effectiveAt: FieldValue.delete() }),
      cause,
      reason,
      source: { collection: isOfLead ? 'leads' : 'appointments', id: 'source' },
      actor: { type: 'system', id: null },
      secondsInPrevious: before === undefined ? null : Math.max(0, after) * 86_400,
      ...(outcome !== null && { outcome }),
    });
  });
  if (lead.isDeleted) return documents;
  const newest = lead.steps.at(-1 - (lead.behind ?? 0));
  const status = newest?.to ?? 'En curso';
  documents.push([
    `leads/${id}`,
    {
      contactId: id,
      listingId: 'L',
      assignedTo: lead.agent,
      source: lead.source,
      origin: lead.origin,
      status,
      ...(status === 'Cerrado' && { closed: { outcome: lead.closed, reason: 'Cerrado así' } }),
      ...(newest !== undefined &&
        lead.behind !== null && {
          history: { seq: seq - lead.behind, status, decision: null },
          viewings: { enquiries: storedEnquiries(lead), appointments: {}, visits: {} },
        }),
    },
  ]);
  return documents;
}

/** Entries that are in the collection group, and of no lead. */
const OF_NO_LEAD: Documents = [
  'blocked/lead-1/statusHistory/000001',
  'leads/lead-2/copies/lead-1/statusHistory/000001',
].map((path) => [
  path,
  { seq: 1, effectiveAt: day(30), from: null, to: 'Cerrado', cause: 'manual' },
]);

/** Random leads with their histories, sound ones and damaged ones, and documents that only look like entries. */
export function randomLeads({ seed, count }: { seed: number; count: number }): Documents {
  const documents = fc.sample(randomLead, { seed, numRuns: count }).flatMap(documentsOf);
  // A removed field is none: `set` takes no deletions.
  for (const [, data] of documents) {
    if (data['effectiveAt'] instanceof FieldValue) delete data['effectiveAt'];
  }
  return [...documents, ...OF_NO_LEAD];
}

/**
 * Spreads the times over the day, and the stays over the seconds, so that few of them are equal; and the leads over
 * some days on which they were written.
 */
export function spread(documents: Documents, seed: number): Documents {
  const random = fc.sample(fc.record({ millis: fc.nat(86_399_999), seconds: fc.nat(50_000) }), {
    seed,
    numRuns: documents.length,
  });
  return documents.map(([path, data], n) => {
    const { millis = 0, seconds = 0 } = random[n] ?? {};
    const changed: DocumentData = { ...data };
    const { effectiveAt, secondsInPrevious } = data;
    if (effectiveAt instanceof Timestamp) {
      changed['effectiveAt'] = Timestamp.fromMillis(effectiveAt.toMillis() + millis);
    }
    if (typeof secondsInPrevious === 'number') {
      changed['secondsInPrevious'] = secondsInPrevious + seconds + 0.25;
    }
    if (/^leads\/[^/]*$/.test(path)) changed['updatedAt'] = day(n % 7);
    return [path, changed];
  });
}
