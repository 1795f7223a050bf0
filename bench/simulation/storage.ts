// Prints what documents and their index entries take, by Firestore's formula, with and without the exemptions of
// firestore.indexes.json: npx tsx bench/simulation/storage.ts
// https://firebase.google.com/docs/firestore/storage-size
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A time or a number takes eight bytes. */
const EIGHT_BYTES = 8;
type Value = string | number | { readonly [field: string]: Value } | readonly Value[];
type Fields = Readonly<Record<string, Value>>;

const ID = 'x'.repeat(20);
const UID = 'x'.repeat(28);
const LEAD_ID = 'x'.repeat(32);
const TIME = EIGHT_BYTES;
const NOTES = 'x'.repeat(80);

const STAMPS = { createdBy: UID, createdAt: TIME, updatedBy: UID, updatedAt: TIME, statusAt: TIME };
const LINK = { leadId: LEAD_ID, leadSync: { state: 'linked', id: ID, at: TIME } };
const VIEWING = {
  status: 'Scheduled',
  at: TIME,
  by: TIME,
  made: TIME,
  agentId: UID,
  startsAt: TIME,
};

/** A document, and how many there are for an appointment (docs/scale.md). */
interface Sample {
  what: string;
  path: string;
  fields: Fields;
  share: number;
}

const SAMPLES: readonly Sample[] = [
  {
    what: 'an appointment, linked',
    path: `appointments/${ID}`,
    share: 1,
    fields: {
      ...STAMPS,
      ...LINK,
      ...{ contactId: ID, listingId: ID, prospectId: ID, agentId: UID, notes: NOTES },
      ...{ status: 'Scheduled', type: 'Visita', startsAt: TIME, endsAt: TIME, expireAt: TIME },
    },
  },
  {
    what: 'a visit with an offer, linked',
    path: `visits/${ID}`,
    share: 0.7,
    fields: {
      ...STAMPS,
      ...LINK,
      ...{ appointmentId: ID, status: 'visit_done', outcome: 'offer_made', notes: NOTES },
      ...{ offer: { amount: EIGHT_BYTES, currency: 'EUR' }, expireAt: TIME },
    },
  },
  {
    what: 'a lead with two viewings',
    path: `leads/${LEAD_ID}`,
    share: 0.6,
    fields: {
      ...{ contactId: ID, listingId: ID, prospectId: ID, assignedTo: UID, source: 'Appointment' },
      ...{ status: 'Visita Pendiente', missingInfo: [], notes: NOTES, tags: ['urgente'] },
      ...{ createdAt: TIME, updatedAt: TIME, statusChangedAt: TIME, nextViewingAt: TIME },
      attention: { at: TIME, why: 'no_outcome' },
      viewings: { appointments: { [ID]: VIEWING, [`${ID.slice(1)}y`]: VIEWING }, visits: {} },
      history: { seq: EIGHT_BYTES, status: 'Visita Pendiente', at: TIME },
    },
  },
  {
    what: 'a history entry',
    path: `leads/${LEAD_ID}/statusHistory/000001`,
    share: 2.7,
    fields: {
      ...{ seq: EIGHT_BYTES, from: 'Información Solicitada', to: 'Visita Pendiente' },
      ...{ cause: 'appointment.scheduled', reason: 'Visita agendada en el calendario' },
      ...{ source: { collection: 'appointments', id: ID }, actor: { type: 'user', id: UID } },
      ...{ at: TIME, effectiveAt: TIME, secondsInPrevious: EIGHT_BYTES },
    },
  },
];

const indexesSchema = z.object({
  indexes: z.array(
    z.object({
      collectionGroup: z.string(),
      fields: z.array(z.object({ fieldPath: z.string() })),
    }),
  ),
  fieldOverrides: z.array(
    z.object({ collectionGroup: z.string(), fieldPath: z.string(), indexes: z.array(z.unknown()) }),
  ),
});
type Indexes = z.infer<typeof indexesSchema>;

const sizeOfText = (text: string): number => Buffer.byteLength(text) + 1;
const sizeOfPath = (path: string): number =>
  path.split('/').reduce((sum, part) => sum + sizeOfText(part), 16);

function sizeOfValue(value: Value): number {
  if (typeof value === 'number') return EIGHT_BYTES;
  if (typeof value === 'string') return sizeOfText(value);
  if (isList(value)) return value.reduce((sum: number, each) => sum + sizeOfValue(each), 0);
  return sizeOfFields(value) + 32;
}

/** `Array.isArray` does not know read-only arrays. */
function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function sizeOfFields(fields: Fields): number {
  return Object.entries(fields).reduce(
    (sum, [name, value]) => sum + sizeOfText(name) + sizeOfValue(value),
    0,
  );
}

/** Every field by its path, those of maps too. */
function listFields(fields: Fields, prefix = ''): [path: string, value: Value][] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const path = `${prefix}${name}`;
    const isMap = typeof value === 'object' && !isList(value);
    return [[path, value], ...(isMap ? listFields(value, `${path}.`) : [])];
  });
}

/** How many entries a document has, and their size. Without `indexes`: those that Firestore makes by itself. */
function measureEntries({ path, fields }: Sample, indexes: Indexes | null) {
  const parts = path.split('/');
  const group = parts.at(-2);
  const parent = parts.length > 2 ? sizeOfPath(parts.slice(0, -2).join('/')) : 0;
  const base = sizeOfPath(path) + parent + 32;
  const all = new Map(listFields(fields));
  const overrides = indexes?.fieldOverrides.filter((each) => each.collectionGroup === group) ?? [];
  let [count, bytes] = [0, 0];
  for (const [field, value] of all) {
    const override = overrides
      .filter(({ fieldPath }) => field === fieldPath || field.startsWith(`${fieldPath}.`))
      .sort((a, b) => b.fieldPath.length - a.fieldPath.length)[0];
    // An array has an entry for each of its values; anything else one for each direction.
    const automatic = isList(value) ? value.length : 2;
    const entries = override === undefined ? automatic : override.indexes.length;
    count += entries;
    bytes += entries * (base + sizeOfText(field) + sizeOfValue(value));
  }
  for (const { fields: named } of indexes?.indexes.filter(
    (each) => each.collectionGroup === group,
  ) ?? []) {
    const values = named.map(({ fieldPath }) => all.get(fieldPath));
    if (values.some((value) => value === undefined)) continue;
    count += 1;
    bytes += values.reduce((sum: number, value) => sum + sizeOfValue(value ?? ''), base);
  }
  return { count, bytes };
}

const root = join(__dirname, '..', '..');
const indexes = indexesSchema.parse(
  JSON.parse(readFileSync(join(root, 'firestore.indexes.json'), 'utf8')),
);
const sums = { without: 0, exempt: 0 };
for (const sample of SAMPLES) {
  const size = sizeOfPath(sample.path) + sizeOfFields(sample.fields) + 32;
  const [without, exempt] = [measureEntries(sample, null), measureEntries(sample, indexes)];
  sums.without += sample.share * (size + without.bytes);
  sums.exempt += sample.share * (size + exempt.bytes);
  console.log(
    `| ${[sample.what, size, without.count, exempt.count, without.bytes, exempt.bytes, sample.share].join(' | ')} |`,
  );
}
const kilobytes = (bytes: number): string => (bytes / 1_000).toFixed(1);
console.log(
  `For an appointment: ${kilobytes(sums.without)} kB without exemptions, ${kilobytes(sums.exempt)} kB with them`,
);
