import fc from 'fast-check';
import type { z } from 'zod';
import { APPOINTMENT_STATUSES, APPOINTMENT_TYPES } from '../../src/domain/appointment';
import { openLead } from '../../src/domain/changeLead';
import { copiedId, documentId, keyOf, optionalId, requiredId } from '../../src/domain/fields';
import { storedLeadSchema } from '../../src/domain/lead';
import { LEAD_STATUSES, leadStatusSchema } from '../../src/domain/leadStatus';
import { moveRequestSchema } from '../../src/domain/moveByHand';
import { planSync } from '../../src/domain/planSync';
import { roleClaimsSchema } from '../../src/domain/role';
import { newViewing, seeDocument } from '../../src/domain/seeDocument';
import {
  canMatter,
  sightingOf,
  sightingOfRead,
  type SourceDocument,
} from '../../src/domain/sourceDocument';
import { secondsAndNanos, timestampSchema, type Micros } from '../../src/domain/time';
import { statesOf, viewingsSchema } from '../../src/domain/viewing';
import { VISIT_OUTCOMES, VISIT_STATUSES } from '../../src/domain/visit';
import { toTimestamp } from '../../src/firestore/timestamps';
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
} from '../support/builders';
import {
  anyTimestamp,
  hostileFields,
  hostileKey,
  hostileText,
  hostileValue,
  objectOf,
  PERSONAL,
} from '../support/hostileData';

const randomSeed = Math.floor(Math.random() * 2 ** 31);
process.stdout.write(`hostileInput: the random seed of this run is ${randomSeed}\n`);
const RUNS = 400;

const A = appointmentRef('A');
const V = visitRef('V');

/** Firestore's limits on what is looked up, as section 2 leaves them to it. */
const bytes = (text: string) => Buffer.byteLength(text);
const isAbsent = (value: unknown): value is null | undefined =>
  value === null || value === undefined;
const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && bytes(value) <= 1_400;
const isDocumentId = (value: unknown): value is string =>
  typeof value === 'string' &&
  value !== '' &&
  value !== '.' &&
  value !== '..' &&
  bytes(value) <= 1_500 &&
  !value.includes('/') &&
  !(value.length >= 4 && value.startsWith('__') && value.endsWith('__'));
const isOneOf = (values: readonly string[], value: unknown) => values.some((it) => it === value);

/** The fields for which an appointment has to be rejected (section 2), said once more. */
function faultsOfAppointment(data: Fields): string[] {
  const copied = (value: unknown) => isAbsent(value) || value === '' || isId(value);
  return [
    ...(isId(data['contactId']) ? [] : ['contactId']),
    ...(isAbsent(data['listingId']) || isId(data['listingId']) ? [] : ['listingId']),
    ...(copied(data['prospectId']) ? [] : ['prospectId']),
    ...(copied(data['agentId']) ? [] : ['agentId']),
    ...(isOneOf(Object.keys(APPOINTMENT_STATUSES), data['status']) ? [] : ['status']),
    ...(isAbsent(data['type']) || isOneOf(APPOINTMENT_TYPES, data['type']) ? [] : ['type']),
  ];
}

/** The same for a visit. What it lacks without an appointment is told once its fields can be read. */
function faultsOfVisit(data: Fields): string[] {
  const optional = ['contactId', 'listingId'].filter(
    (field) => !isAbsent(data[field]) && !isId(data[field]),
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

const goodStamps = {
  statusAt: anyTimestamp,
  updatedAt: anyTimestamp,
  updatedBy: fc.constant('agent-1'),
  leadId: fc.constant('lead'),
  leadSync: fc.record({
    state: fc.constantFrom('linked', 'rejected'),
    issues: fc.constant([]),
    at: anyTimestamp,
  }),
};
const appointments = hostileFields({
  contactId: fc.constantFrom('contact', 'c2'),
  listingId: fc.constantFrom('L', null),
  prospectId: fc.constantFrom('p', '', null),
  agentId: fc.constantFrom('agent-1', '', null),
  status: fc.constantFrom(...Object.keys(APPOINTMENT_STATUSES)),
  type: fc.constantFrom(...APPOINTMENT_TYPES, null),
  ...goodStamps,
});
const visits = hostileFields({
  appointmentId: fc.constantFrom('A', null),
  contactId: fc.constantFrom('contact', null),
  listingId: fc.constantFrom('L', null),
  status: fc.constantFrom(...VISIT_STATUSES),
  outcome: fc.constantFrom(...VISIT_OUTCOMES, null),
  ...goodStamps,
});

/** What every issue is: a place and a message, short, and with nothing of what stands there. */
function expectGoodIssues(issues: readonly { path: string; message: string }[]): void {
  for (const { path, message } of issues) {
    expect(path).not.toBe('');
    expect(message).not.toBe('');
  }
  expectNothingPersonal(issues);
}

function expectNothingPersonal(told: unknown): void {
  const text = JSON.stringify(told);
  for (const value of PERSONAL) expect(text).not.toContain(value);
  expect(text.length).toBeLessThan(2_000);
}

/** A time that can be written: Firestore's client refuses others, at every attempt. */
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
  const { statusAt, updatedAt, updatedBy } = document.stamps;
  expectWritable(statusAt, updatedAt, document.leadSync?.at ?? null);
  if (updatedBy !== null) expect(isId(updatedBy)).toBe(true);
  if (document.leadId !== null) expect(isDocumentId(document.leadId)).toBe(true);
}

/** Everything that is decided on two versions of a document, whatever they hold. */
function decideOn(before: SourceDocument, after: SourceDocument): void {
  for (const event of [
    created(after),
    updated(before, after),
    updated('lost', after),
    deleted(after, second(99)),
  ]) {
    expect(typeof canMatter(event)).toBe('boolean');
    const sighting = sightingOf(event);
    expect(sighting === null).toBe(event.after !== null && after.content === null);
    if (sighting === null) continue;
    const seen = seeDocument(newViewing(after.ref, after.createTime), sighting);
    for (const { at, version } of statesOf(seen.viewing)) expectWritable(at, version);
    if (event.after === null || sighting.content === null) continue;
    const { contactId, listingId } = sighting.content;
    const pair = { contactId: contactId ?? 'contact', listingId };
    const plan = planSync({
      sighting,
      document: after,
      isGone: false,
      viewing: after.ref,
      pair,
      appointment: null,
      target: { id: idOf(pair), lead: null, chainEnd: null },
      formers: [],
    });
    expect(plan.leads).toHaveLength(1);
    for (const { change } of plan.leads) {
      expectWritable(...change.entries.map(({ effectiveAt }) => effectiveAt));
      for (const entry of change.entries) expect(bytes(JSON.stringify(entry))).toBeLessThan(10_000);
    }
  }
  const read = sightingOfRead(after);
  expect(read === null).toBe(after.content === null);
}

describe.each([
  ['fixed', 20_260_101],
  ['random', randomSeed],
])('whatever is written (%s seed %i)', (_kind, seed) => {
  const always = <Values extends [unknown, ...unknown[]]>(
    property: fc.IProperty<Values>,
    numRuns = RUNS,
  ) => {
    fc.assert(property, { seed, numRuns });
  };

  test('an appointment is read, or rejected for exactly the fields that are wrong', () => {
    always(
      fc.property(appointments, (data) => {
        expectReadable(documentOf(A, data), faultsOfAppointment(data));
      }),
      2 * RUNS,
    );
  });

  test('so is a visit', () => {
    always(
      fc.property(visits, (data) => {
        expectReadable(documentOf(V, data), faultsOfVisit(data));
      }),
      2 * RUNS,
    );
  });

  test('a document of nothing but noise is rejected for all that it lacks', () => {
    const noise = fc.array(fc.tuple(hostileKey, hostileValue), { maxLength: 6 }).map(objectOf);
    always(
      fc.property(noise, (data) => {
        expectReadable(documentOf(A, data), faultsOfAppointment(data));
        expectReadable(documentOf(V, data), faultsOfVisit(data));
      }),
    );
  });

  test('what an event tells of two versions of an appointment or of a visit can be decided on', () => {
    for (const [ref, documents] of [
      [A, appointments],
      [V, visits],
    ] as const) {
      always(
        fc.property(documents, documents, (one, other) => {
          decideOn(documentOf(ref, one), documentOf(ref, other, second(1), second(5)));
        }),
      );
    }
  });

  test('a lead is read as it is found, and what cannot be read of it counts as absent', () => {
    const states = fc.record({
      status: fc.constantFrom('Scheduled', 'removed'),
      type: fc.constant('Visita'),
      at: anyTimestamp,
      version: anyTimestamp,
    });
    const viewing = hostileFields({
      openedAt: anyTimestamp,
      appointment: states,
      visits: fc.constant({}),
      left: fc.constant(null),
    });
    const byId = fc.array(fc.tuple(hostileKey, viewing), { maxLength: 3 }).map(objectOf);
    const leads = hostileFields({
      contactId: fc.constant('contact'),
      listingId: fc.constantFrom('L', null),
      status: fc.constantFrom(...LEAD_STATUSES),
      closed: fc.constant({ outcome: 'lost', reason: 'x' }),
      statusChangedAt: anyTimestamp,
      viewings: fc.record({ appointments: byId, visits: fc.constant({}) }),
      history: hostileFields({
        seq: fc.constantFrom(1, 7),
        status: fc.constantFrom(...LEAD_STATUSES),
        decision: fc.constant(null),
      }),
    });
    always(
      fc.property(leads, (data) => {
        const stored = storedLeadSchema.parse(data);
        const change = openLead({ ...stored, id: 'lead', version: second(9) });
        expect(LEAD_STATUSES).toContain(change.lead.status);
        for (const { effectiveAt } of change.entries) expectWritable(effectiveAt);
        for (const each of change.lead.viewings.values()) {
          expectWritable(
            each.openedAt,
            ...statesOf(each).flatMap(({ at, version }) => [at, version]),
          );
        }
        if (!isAbsent(data['contactId']) && typeof data['contactId'] !== 'string') {
          expect(stored.contactId).toBeNull();
        }
      }),
    );
  });

  test('a lead’s viewings are read with every key that a document can have, or not at all', () => {
    const at = anyTimestamp;
    const good = { openedAt: new Date(0), appointment: null, visits: {}, left: null };
    always(
      fc.property(
        fc.uniqueArray(hostileText.filter(isDocumentId), { maxLength: 5 }),
        at,
        (ids, time) => {
          const stored = objectOf(ids.map((id) => [id, { ...good, openedAt: time }]));
          const parsed = viewingsSchema.safeParse({ appointments: stored, visits: {} });
          expect(parsed.success).toBe(ids.length === 0 || timestampSchema.safeParse(time).success);
          const expected = ids.map((id) => `appointments/${id}`).sort();
          if (parsed.success) expect([...parsed.data.keys()].sort()).toEqual(expected);
        },
      ),
    );
  });

  test('a request to move a lead is read, or told what is wrong with it', () => {
    const requests = hostileFields({
      leadId: fc.constant('lead'),
      from: fc.constantFrom(...LEAD_STATUSES),
      to: fc.constantFrom(...LEAD_STATUSES),
      reason: fc.constant('Lo dijo el cliente'),
      requestId: fc.constant('r1'),
      closed: fc.constantFrom({ outcome: 'lost' }, undefined),
    });
    const known = ['leadId', 'from', 'to', 'reason', 'requestId', 'closed'];
    always(
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
          expect([reason.length <= 2_000, requestId.length <= 128]).toEqual([true, true]);
          const given = data as Fields;
          expect(Object.keys(given).filter((key) => !known.includes(key))).toEqual([]);
        },
      ),
      2 * RUNS,
    );
  });

  test('claims give one of three roles or none', () => {
    const claims = hostileFields({
      role: fc.constantFrom('admin', 'agent', 'contact'),
      contactId: fc.constant('contact'),
    });
    always(
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

  test('each kind of field takes what it should, and nothing else', () => {
    const fields: [schema: z.ZodType, takes: (value: unknown) => boolean][] = [
      [requiredId, isId],
      [optionalId, (value) => isAbsent(value) || isId(value)],
      [copiedId, (value) => isAbsent(value) || value === '' || isId(value)],
      [documentId, isDocumentId],
      [keyOf(APPOINTMENT_STATUSES), (value) => isOneOf(Object.keys(APPOINTMENT_STATUSES), value)],
      [leadStatusSchema, (value) => isOneOf(LEAD_STATUSES, value)],
    ];
    always(
      fc.property(fc.oneof(hostileText, hostileValue), (value) => {
        for (const [schema, takes] of fields) {
          const parsed = schema.safeParse(value);
          expect(parsed.success).toBe(takes(value));
          expectNothingPersonal(parsed.error?.issues.map(({ message }) => message) ?? []);
        }
      }),
      2 * RUNS,
    );
  });

  test('a time is one that Firestore can hold and a number can hold exactly, or none', () => {
    always(
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

describe('the worst of them, by name', () => {
  const good: Fields = { contactId: 'contact', listingId: 'L', status: 'Scheduled' };

  // Neither a number nor a text can be made of it, so that comparing it throws.
  const uncomparable = { length: { toString: 1, valueOf: 1 } };

  test.each([
    ...['contactId', 'listingId', 'prospectId', 'agentId', 'status', 'type', 'appointmentId'],
    ...['outcome', 'updatedBy', 'leadId', 'leadSync'],
  ])('a map whose length cannot be compared never makes reading throw, as %s', (field) => {
    for (const [ref, data, faults] of [
      [A, { ...good, [field]: uncomparable }, faultsOfAppointment],
      [V, { ...good, status: 'visit_done', [field]: uncomparable }, faultsOfVisit],
    ] as const) {
      expectReadable(documentOf(ref, data), faults(data));
    }
  });
  test.each(['leadId', 'from', 'to', 'reason', 'requestId', 'closed'])(
    'neither in a request, as %s',
    (field) => {
      const request = { leadId: 'lead', from: 'Cerrado', to: 'Oferta Presentada' };
      const parsed = moveRequestSchema.safeParse({
        ...{ ...request, reason: 'Lo dijo el cliente', requestId: 'r1' },
        [field]: uncomparable,
      });
      expect(parsed.error?.issues.map(({ path }) => path[0])).toContain(field);
    },
  );
  test('nor in claims', () => {
    expect(roleClaimsSchema.safeParse({ role: 'contact', contactId: uncomparable }).success).toBe(
      false,
    );
  });

  test.each([
    ['the last that Firestore can hold', { seconds: 253_402_300_799, nanoseconds: 999_999_999 }],
    ['the first that Firestore can hold', { seconds: -62_135_596_800, nanoseconds: 1_000 }],
    ['a map of numbers that no calendar has', { seconds: 2 ** 53 - 1, nanoseconds: 0 }],
  ])('a stamp whose time is %s counts as none', (_what, statusAt) => {
    const document = documentOf(A, { ...good, statusAt });
    expect(document.content).not.toBeNull();
    expect(document.stamps.statusAt).toBeNull();
  });

  test('a stamp of today counts', () => {
    const statusAt = { seconds: 1_767_225_600, nanoseconds: 123_456_000 };
    expect(documentOf(A, { ...good, statusAt }).stamps.statusAt).toBe(1_767_225_600_123_456);
  });

  test('an updatedBy that is too long for any uid counts as none', () => {
    const document = documentOf(A, { ...good, updatedBy: 'x'.repeat(1_000_000) });
    expect(document.content).not.toBeNull();
    expect(document.stamps.updatedBy).toBeNull();
  });

  test('a reserved document id is none, also over several lines', () => {
    expect(documentOf(V, { appointmentId: '__a\nb__', status: 'visit_done' }).content).toBeNull();
  });

  test.each([
    ['a text', 'x'.repeat(1_000_000)],
    ['bytes', Buffer.alloc(300_000)],
    ['a text of emoji', '🏠'.repeat(250_000)],
    ['a text of characters that are written as escapes', '\u0001'.repeat(200_000)],
  ])('a status of an older lead that is %s of nearly 1 MiB is quoted in short', (_what, status) => {
    const stored = storedLeadSchema.parse({ status });
    const [entry] = openLead({ ...stored, id: 'lead', version: second(9) }).entries;
    expect(entry?.reason.length).toBeLessThan(500);
    expect(entry?.reason).toContain('…');
  });

  test('a status of an older lead that is none of the ten is quoted whole where it is short', () => {
    const stored = storedLeadSchema.parse({ status: 'En negociación' });
    const [entry] = openLead({ ...stored, id: 'lead', version: second(9) }).entries;
    expect(entry?.reason).toContain('«En negociación»');
  });
});
