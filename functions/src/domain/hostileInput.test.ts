import fc from 'fast-check';
import type { z } from 'zod';
import { toTimestamp } from '../firestore/timestamps';
import { APPOINTMENT_STATUSES, APPOINTMENT_TYPES } from './documents/appointment';
import { observeEvent, observeRead } from './documents/observation';
import { canMatter } from './documents/sourceChange';
import type { SourceDocument } from './documents/sourceDocument';
import { VISIT_OUTCOMES, VISIT_STATUSES } from './documents/visit';
import { documentId, keyOf, optionalId, optionalWordOf, requiredId, wordOf } from './fields';
import { LEAD_STATUSES, leadStatusSchema } from './leadStatus';
import { storedLeadSchema } from './leads/lead';
import { moveRequestSchema } from './leads/manualMove';
import { reconcileLead } from './leads/reconcileLead';
import { roleClaimsSchema } from './role';
import { planSync } from './sync/planSync';
import { secondsAndNanos, timestampSchema, type Micros } from './time';
import { applyObservation } from './viewings/applyObservation';
import { readViewings } from './viewings/storedViewings';
import { countedDocuments, documentsOf, newViewing, type SourceState } from './viewings/viewing';
import {
  appointmentRef,
  created,
  deleted,
  documentOf,
  idOf,
  second,
  updated,
  visitRef,
  type Fields,
  wasRead,
} from '../../test/support/builders';
import {
  anyTimestamp,
  hostileFields,
  hostileKey,
  hostileText,
  hostileValue,
  objectOf,
  PERSONAL,
} from '../../test/support/hostileData';
import { expectDocumented } from '../../test/support/reliability';

const randomSeed = Math.floor(Math.random() * 2 ** 31);
process.stdout.write(`hostileInput: the random seed of this run is ${randomSeed}\n`);
const RUNS = 400;
let inputs = 0;

const A = appointmentRef('A');
const V = visitRef('V');

/** Firestore's limits on ids; docs/contract.md §2 refers to them. */
const bytes = (text: string) => Buffer.byteLength(text);
const isWhole = (text: string) => Buffer.from(text).toString() === text;
const isAbsent = (value: unknown): value is null | undefined | '' =>
  value === null || value === undefined || value === '';
const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && isWhole(value) && bytes(value) <= 1_400;
const isDocumentId = (value: unknown): value is string =>
  typeof value === 'string' &&
  value !== '' &&
  value !== '.' &&
  value !== '..' &&
  isWhole(value) &&
  bytes(value) <= 1_500 &&
  !value.includes('/') &&
  !(value.length >= 4 && value.startsWith('__') && value.endsWith('__'));
const folded = (text: string) => text.normalize('NFC').trim().toLowerCase();
const isOneOf = (values: readonly string[], value: unknown) =>
  typeof value === 'string' && values.some((it) => folded(it) === folded(value));

/** The fields for which an appointment must be rejected: an independent version of docs/contract.md §2. */
function faultsOfAppointment(data: Fields): string[] {
  const isOptionalId = (value: unknown) => isAbsent(value) || isId(value);
  return [
    ...(isId(data['contactId']) ? [] : ['contactId']),
    ...['listingId', 'prospectId', 'agentId'].filter((field) => !isOptionalId(data[field])),
    ...(isOneOf(Object.keys(APPOINTMENT_STATUSES), data['status']) ? [] : ['status']),
    ...(isAbsent(data['type']) || isOneOf(APPOINTMENT_TYPES, data['type']) ? [] : ['type']),
  ];
}

/**
 * The same for a visit. Beside an appointment, its contact and listing are not looked at; else a missing one
 * is an issue only if all other fields are valid.
 */
function faultsOfVisit(data: Fields): string[] {
  const optional = ['contactId', 'listingId'].filter(
    (field) => isAbsent(data['appointmentId']) && !isAbsent(data[field]) && !isId(data[field]),
  );
  const { appointmentId, outcome, status } = data;
  const faults = [
    ...(isAbsent(appointmentId) || isDocumentId(appointmentId) ? [] : ['appointmentId']),
    ...optional,
    ...(isOneOf(VISIT_STATUSES, status) ? [] : ['status']),
    ...(isAbsent(outcome) || isOneOf(VISIT_OUTCOMES, outcome) ? [] : ['outcome']),
  ];
  if (faults.length > 0 || !isAbsent(appointmentId)) return faults;
  return ['contactId', 'listingId'].filter((field) => isAbsent(data[field]));
}

/** A word of a list in one of its spellings. */
const spelled = (words: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...words), fc.constantFrom('', ' ', '\t'), fc.constantFrom('NFC', 'NFD'))
    .chain(([word, blank, form]) => {
      const text = `${blank}${word.normalize(form)}${blank}`;
      return fc.constantFrom(text, text.toLowerCase(), text.toUpperCase());
    });

const goodStamps = {
  statusAt: anyTimestamp,
  createdAt: anyTimestamp,
  updatedAt: anyTimestamp,
  updatedBy: fc.constant('agent-1'),
  expireAt: anyTimestamp,
  leadId: fc.constant('lead'),
  leadSync: fc.record({
    state: fc.constantFrom('linked', 'rejected'),
    id: fc.constantFrom('A', 'V'),
    issues: fc.constant([]),
    at: anyTimestamp,
  }),
};
const appointments = hostileFields({
  contactId: fc.constantFrom('contact', 'c2'),
  listingId: fc.constantFrom('L', '', null),
  prospectId: fc.constantFrom('p', '', null),
  agentId: fc.constantFrom('agent-1', '', null),
  status: spelled(Object.keys(APPOINTMENT_STATUSES)),
  type: fc.oneof(spelled(APPOINTMENT_TYPES), fc.constantFrom(null, '')),
  startsAt: anyTimestamp,
  endsAt: anyTimestamp,
  ...goodStamps,
});
const visits = hostileFields({
  appointmentId: fc.constantFrom('A', '', null),
  contactId: fc.constantFrom('contact', '', null),
  listingId: fc.constantFrom('L', '', null),
  status: spelled(VISIT_STATUSES),
  outcome: fc.oneof(spelled(VISIT_OUTCOMES), fc.constantFrom(null, '')),
  ...goodStamps,
});

/** Every issue has a path and a message. It is short, and does not repeat the value. */
function expectGoodIssues(issues: readonly { path: string; message: string }[]): void {
  for (const { path, message } of issues) {
    expect(path).not.toBe('');
    expect(message).not.toBe('');
  }
  expectNothingPersonal(issues);
}

function expectNothingPersonal(output: unknown): void {
  const text = JSON.stringify(output);
  for (const value of PERSONAL) expect(text).not.toContain(value);
  expect(text.length).toBeLessThan(2_000);
}

/** Expects times that Firestore's client can write. */
function expectWritable(...times: readonly (Micros | null)[]): void {
  for (const time of times) {
    if (time === null) continue;
    expect(Number.isSafeInteger(time)).toBe(true);
    expect(() => toTimestamp(time)).not.toThrow();
  }
}

function expectReadable(document: SourceDocument, faults: readonly string[]): void {
  expect([...new Set(document.issues.map(({ path }) => path))].sort()).toEqual([...faults].sort());
  expect(document.content === null).toBe(faults.length > 0);
  expectGoodIssues(document.issues);
  const { statusAt, createdAt, updatedAt, updatedBy } = document.stamps;
  expectWritable(statusAt, createdAt, updatedAt, document.expireAt, document.leadSync?.at ?? null);
  const { content } = document;
  if (content?.collection === 'appointments') expectWritable(content.startsAt, content.endsAt);
  if (updatedBy !== null) expect(isId(updatedBy)).toBe(true);
  if (document.leadId !== null) expect(isDocumentId(document.leadId)).toBe(true);
}

function expectWritableState(state: SourceState): void {
  expectWritable(state.at, state.version, state.createTime, state.openedAt);
  if (!('type' in state)) return;
  const { startsAt, endsAt, detailsVersion, shownCompletedAt } = state;
  expectWritable(startsAt, endsAt, detailsVersion, shownCompletedAt);
}

/** Makes every decision on two versions of a document. None may throw or plan an invalid write. */
function decideOn(before: SourceDocument, after: SourceDocument): void {
  for (const event of [
    created(after),
    updated(before, after),
    wasRead(after),
    deleted(after, second(99)),
  ]) {
    expect(typeof canMatter(event)).toBe('boolean');
    const observation = observeEvent(event);
    expect(observation === null).toBe(event.kind !== 'deleted' && after.content === null);
    if (observation === null) continue;
    const applied = applyObservation(newViewing(after.ref), observation);
    for (const { state } of documentsOf(applied.viewing)) expectWritableState(state);
    if (observation.kind === 'deletion') continue;
    const { contactId, listingId } = observation.content;
    const pair = { contactId: contactId ?? 'contact', listingId };
    const plan = planSync({
      observation,
      current: { presence: 'exists', document: after },
      viewingRef: after.ref,
      pair,
      appointment: null,
      target: { id: idOf(pair), lead: null, historyEnd: null },
      previousLeads: [],
    });
    expect(plan.leads).toHaveLength(1);
    for (const { change } of plan.leads) {
      expectWritable(...change.entries.map(({ effectiveAt }) => effectiveAt));
      for (const entry of change.entries) expect(bytes(JSON.stringify(entry))).toBeLessThan(10_000);
    }
  }
  const read = observeRead(after);
  expect(read === null).toBe(after.content === null);
}

describe.each([
  ['fixed', 20_260_101],
  ['random', randomSeed],
])('for random input (%s seed %i)', (_kind, seed) => {
  const check = <Values extends [unknown, ...unknown[]]>(
    property: fc.IProperty<Values>,
    numRuns = RUNS,
  ) => {
    fc.assert(property, { seed, numRuns });
    inputs += numRuns;
  };

  test('an appointment is read, or rejected for exactly the fields that are wrong', () => {
    check(
      fc.property(appointments, (data) => {
        expectReadable(documentOf(A, data), faultsOfAppointment(data));
      }),
      2 * RUNS,
    );
  });

  test('a visit is read, or rejected for exactly the fields that are wrong', () => {
    check(
      fc.property(visits, (data) => {
        expectReadable(documentOf(V, data), faultsOfVisit(data));
      }),
      2 * RUNS,
    );
  });

  test('a document of noise is rejected for every field that it lacks', () => {
    const noise = fc.array(fc.tuple(hostileKey, hostileValue), { maxLength: 6 }).map(objectOf);
    check(
      fc.property(noise, (data) => {
        expectReadable(documentOf(A, data), faultsOfAppointment(data));
        expectReadable(documentOf(V, data), faultsOfVisit(data));
      }),
    );
  });

  test('a decision can be made on any two versions of an appointment or of a visit', () => {
    for (const [ref, documents] of [
      [A, appointments],
      [V, visits],
    ] as const) {
      check(
        fc.property(documents, documents, (one, other) => {
          decideOn(documentOf(ref, one), documentOf(ref, other, second(1), second(5)));
        }),
      );
    }
  });

  test('a lead is read, and its fields that cannot be read count as absent', () => {
    const visit = fc.record({
      status: fc.constantFrom('visit_done', 'removed'),
      at: anyTimestamp,
      by: anyTimestamp,
    });
    const viewing = hostileFields({
      status: fc.constantFrom('Scheduled', 'removed'),
      at: anyTimestamp,
      by: anyTimestamp,
      made: anyTimestamp,
      open: anyTimestamp,
      from: anyTimestamp,
      show: anyTimestamp,
      visits: fc.array(fc.tuple(hostileKey, visit), { maxLength: 2 }).map(objectOf),
    });
    const byId = fc.array(fc.tuple(hostileKey, viewing), { maxLength: 3 }).map(objectOf);
    const leads = hostileFields({
      contactId: fc.constant('contact'),
      listingId: fc.constantFrom('L', null),
      status: fc.constantFrom(...LEAD_STATUSES),
      closed: fc.constant({ outcome: 'lost', reason: 'x' }),
      statusChangedAt: anyTimestamp,
      viewings: fc.record({ enquiries: byId, appointments: byId, visits: fc.constant({}) }),
      history: hostileFields({
        seq: fc.constantFrom(1, 7),
        status: fc.constantFrom(...LEAD_STATUSES),
        decision: fc.constant(null),
      }),
    });
    check(
      fc.property(leads, (data) => {
        const stored = storedLeadSchema.parse(data);
        const change = reconcileLead({
          ...stored,
          kind: 'stored',
          id: 'lead',
          version: second(9),
        });
        expect(LEAD_STATUSES).toContain(change.lead.status);
        for (const { effectiveAt } of change.entries) expectWritable(effectiveAt);
        for (const { state } of countedDocuments(change.lead.viewings)) expectWritableState(state);
        if (!isAbsent(data['contactId']) && typeof data['contactId'] !== 'string') {
          expect(stored.contactId).toBeNull();
        }
      }),
    );
  });

  test('the viewings of a lead are read with every valid id as a key, or not at all', () => {
    const at = anyTimestamp;
    check(
      fc.property(
        fc.uniqueArray(hostileText.filter(isDocumentId), { maxLength: 5 }),
        at,
        (ids, time) => {
          const entry = { status: 'Scheduled', at: time, by: time };
          const stored = objectOf(ids.map((id) => [id, entry]));
          const read = readViewings({ enquiries: {}, appointments: stored, visits: {} });
          expect(read !== null).toBe(ids.length === 0 || timestampSchema.safeParse(time).success);
          const expected = ids.map((id) => `appointments/${id}`).sort();
          if (read === null) return;
          expect([...read.viewings.keys()].sort()).toEqual(expected);
        },
      ),
    );
  });

  test('a request to move a lead is read, or refused with its issues', () => {
    const requests = hostileFields({
      leadId: fc.constant('lead'),
      from: fc.constantFrom(...LEAD_STATUSES),
      to: fc.constantFrom(...LEAD_STATUSES),
      reason: fc.constant('Lo dijo el cliente'),
      requestId: fc.constant('r1'),
      closed: fc.constantFrom({ outcome: 'lost' }, undefined),
    });
    const known = ['leadId', 'from', 'to', 'reason', 'requestId', 'closed'];
    check(
      fc.property(
        fc.oneof({ weight: 4, arbitrary: requests }, { weight: 1, arbitrary: hostileValue }),
        (data) => {
          const parsed = moveRequestSchema.safeParse(data);
          if (!parsed.success) {
            expect(parsed.error.issues.length).toBeGreaterThan(0);
            for (const { message } of parsed.error.issues) {
              expect(message).not.toBe('');
              for (const value of PERSONAL) expect(message).not.toContain(value);
            }
            return;
          }
          const { leadId, from, to, reason, closed, requestId } = parsed.data;
          expect(isDocumentId(leadId)).toBe(true);
          expect(LEAD_STATUSES).toContain(from);
          expect(LEAD_STATUSES).toContain(to);
          expect(from).not.toBe(to);
          expect(closed !== undefined).toBe(to === 'Cerrado');
          expect(reason.trim()).not.toBe('');
          expect([reason, requestId].every(isWhole)).toBe(true);
          expect([reason.length <= 2_000, requestId.length <= 128]).toEqual([true, true]);
          const given = data as Fields;
          expect(Object.keys(given).filter((key) => !known.includes(key))).toEqual([]);
        },
      ),
      2 * RUNS,
    );
  });

  test('claims have one of three roles, or none', () => {
    const claims = hostileFields({
      role: fc.constantFrom('admin', 'agent', 'contact'),
      contactId: fc.constant('contact'),
    });
    check(
      fc.property(fc.oneof(claims, hostileValue), (data) => {
        const parsed = roleClaimsSchema.safeParse(data);
        const { role, contactId }: Fields = { ...(data as Fields | null) };
        const isCustomer = role === 'contact' && isId(contactId) && contactId.length <= 128;
        expect(parsed.success).toBe(role === 'admin' || role === 'agent' || isCustomer);
        expectNothingPersonal(
          parsed.error?.issues.map(({ path, message }) => ({ path, message })) ?? [],
        );
      }),
    );
  });

  test('each kind of field accepts exactly its valid values', () => {
    const fields: [schema: z.ZodType, takes: (value: unknown) => boolean][] = [
      [requiredId, isId],
      [optionalId, (value) => isAbsent(value) || isId(value)],
      [documentId, isDocumentId],
      [keyOf(APPOINTMENT_STATUSES), (value) => isOneOf(Object.keys(APPOINTMENT_STATUSES), value)],
      [wordOf(VISIT_STATUSES), (value) => isOneOf(VISIT_STATUSES, value)],
      [
        optionalWordOf(VISIT_OUTCOMES),
        (value) => isAbsent(value) || isOneOf(VISIT_OUTCOMES, value),
      ],
      [leadStatusSchema, (value) => LEAD_STATUSES.some((status) => status === value)],
    ];
    check(
      fc.property(fc.oneof(hostileText, hostileValue), (value) => {
        for (const [schema, accepts] of fields) {
          const parsed = schema.safeParse(value);
          expect(parsed.success).toBe(accepts(value));
          expectNothingPersonal(parsed.error?.issues.map(({ message }) => message) ?? []);
        }
      }),
      2 * RUNS,
    );
  });

  test('a time is valid only if Firestore and a number can hold it exactly', () => {
    check(
      fc.property(fc.oneof(anyTimestamp, hostileValue), (value) => {
        const parsed = timestampSchema.safeParse(value);
        if (!parsed.success) return;
        expectWritable(parsed.data);
        const { seconds, nanoseconds } = value as { seconds: number; nanoseconds: number };
        const micros = nanoseconds - (nanoseconds % 1_000);
        expect(secondsAndNanos(parsed.data)).toEqual({
          seconds: seconds + 0,
          nanoseconds: micros + 0,
        });
      }),
      2 * RUNS,
    );
  });
});

test('docs/reliability.md says how many inputs these are', () => {
  expectDocumented(inputs, 'random inputs');
});

describe('in known worst cases', () => {
  const good: Fields = { contactId: 'contact', listingId: 'L', status: 'Scheduled' };

  // It cannot be converted to a number or a text, so comparing it throws.
  const uncomparable = { length: { toString: 1, valueOf: 1 } };

  test.each([
    ...['contactId', 'listingId', 'prospectId', 'agentId', 'status', 'type', 'appointmentId'],
    ...['outcome', 'updatedBy', 'leadId', 'leadSync', 'expireAt', 'createdAt'],
  ])('a map whose length cannot be compared never makes reading throw as %s', (field) => {
    for (const [ref, data, faults] of [
      [A, { ...good, [field]: uncomparable }, faultsOfAppointment],
      [V, { ...good, status: 'visit_done', [field]: uncomparable }, faultsOfVisit],
    ] as const) {
      expectReadable(documentOf(ref, data), faults(data));
    }
  });
  test.each(['leadId', 'from', 'to', 'reason', 'requestId', 'closed'])(
    'a map whose length cannot be compared is refused in a request as %s',
    (field) => {
      const request = { leadId: 'lead', from: 'Cerrado', to: 'Oferta Presentada' };
      const parsed = moveRequestSchema.safeParse({
        ...{ ...request, reason: 'Lo dijo el cliente', requestId: 'r1' },
        [field]: uncomparable,
      });
      expect(parsed.error?.issues.map(({ path }) => path[0])).toContain(field);
    },
  );
  test('a map whose length cannot be compared is refused in claims', () => {
    expect(roleClaimsSchema.safeParse({ role: 'contact', contactId: uncomparable }).success).toBe(
      false,
    );
  });

  test.each([
    [
      'the last one that Firestore can hold',
      { seconds: 253_402_300_799, nanoseconds: 999_999_999 },
    ],
    ['the first one that Firestore can hold', { seconds: -62_135_596_800, nanoseconds: 1_000 }],
    ['beyond any calendar', { seconds: 2 ** 53 - 1, nanoseconds: 0 }],
  ])('a stamp counts as absent if its time is %s', (_what, statusAt) => {
    const document = documentOf(A, { ...good, statusAt });
    expect(document.content).not.toBeNull();
    expect(document.stamps.statusAt).toBeNull();
  });

  test('a stamp of today counts', () => {
    const statusAt = { seconds: 1_767_225_600, nanoseconds: 123_456_000 };
    expect(documentOf(A, { ...good, statusAt }).stamps.statusAt).toBe(1_767_225_600_123_456);
  });

  test('an updatedBy counts as absent if it is too long for a uid', () => {
    const document = documentOf(A, { ...good, updatedBy: 'x'.repeat(1_000_000) });
    expect(document.content).not.toBeNull();
    expect(document.stamps.updatedBy).toBeNull();
  });

  test('a reserved document id is refused, even over several lines', () => {
    expect(documentOf(V, { appointmentId: '__a\nb__', status: 'visit_done' }).content).toBeNull();
  });

  test.each([
    ['a text', 'x'.repeat(1_000_000)],
    ['bytes', Buffer.alloc(300_000)],
    ['a text of emoji', '🏠'.repeat(250_000)],
    ['a text of characters that are written as escapes', '\u0001'.repeat(200_000)],
  ])(
    'a status of an older lead is shortened when quoted if it is %s of nearly 1 MiB',
    (_what, status) => {
      const stored = storedLeadSchema.parse({ status });
      const [entry] = reconcileLead({
        ...stored,
        kind: 'stored',
        id: 'lead',
        version: second(9),
      }).entries;
      expect(entry?.reason.length).toBeLessThan(500);
      expect(entry?.reason).toContain('…');
    },
  );

  test('a short unknown status of an older lead is quoted whole', () => {
    const stored = storedLeadSchema.parse({ status: 'En negociación' });
    const [entry] = reconcileLead({
      ...stored,
      kind: 'stored',
      id: 'lead',
      version: second(9),
    }).entries;
    expect(entry?.reason).toContain('«En negociación»');
  });
});
