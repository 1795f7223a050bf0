import type { SourceDocument } from '../../domain/documents/sourceDocument';
import { sourceKey } from '../../domain/documents/sourceRef';
import type { StoredLead } from '../../domain/leads/lead';
import { leadIdOf } from '../../firestore/leadIds';
import type { LeadReader } from './leadReader';
import { findTarget, placeDocument, type Place } from './placeDocument';
import {
  appointmentRef,
  appointmentState,
  documentOf,
  done,
  olderLead,
  PAIR,
  second,
  viewing,
  viewingsOf,
  visitRef,
} from '../../../test/support/builders';

const [A, B, V] = [appointmentRef('A'), appointmentRef('B'), visitRef('V')];
const OWN_ID = leadIdOf(PAIR);

/** Reads these documents and leads, and records the requests. */
function inMemoryReader(
  stored: readonly (SourceDocument | StoredLead)[] = [],
  older: StoredLead | null = null,
): LeadReader & { requests: string[] } {
  const requests: string[] = [];
  const documents = stored.filter((each) => 'ref' in each);
  const leads = stored.filter((each) => 'id' in each);
  const never = (): never => {
    throw new Error('Placing a document never reads this');
  };
  return {
    requests,
    lead: (id) => {
      requests.push(`leads/${id}`);
      return Promise.resolve(leads.find((lead) => lead.id === id) ?? null);
    },
    olderLead: () => {
      requests.push('an older lead');
      return Promise.resolve(older);
    },
    source: (ref) => {
      requests.push(sourceKey(ref));
      const key = sourceKey(ref);
      return Promise.resolve(documents.find((each) => sourceKey(each.ref) === key) ?? null);
    },
    sources: never,
    historyEnd: never,
  };
}

const appointment = (fields: object = {}, ref = A) =>
  documentOf(ref, { ...PAIR, status: 'Scheduled', ...fields });
const visit = (fields: object = {}) =>
  documentOf(V, { appointmentId: 'A', status: 'visit_done', ...fields });

/** A lead that holds V in the viewing of an appointment. */
const holding = (id = 'lead', ref = A, fields: Partial<StoredLead> = {}) =>
  olderLead({
    id,
    viewings: viewingsOf({
      ...viewing(ref.id, second(1), appointmentState('Scheduled', second(1)), {
        V: done(null, second(2)),
      }),
    }),
    ...fields,
  });

const rejected = (path: string, message: string) => ({
  kind: 'rejected',
  issues: [{ path, message }],
});

describe('placeDocument', () => {
  test('places an appointment at its own pair, without a read', async () => {
    const reader = inMemoryReader();
    expect(await placeDocument(reader, appointment({ leadId: 'lead' }), false)).toEqual({
      kind: 'pair',
      pair: PAIR,
      viewing: A,
      appointment: null,
    });
    expect(reader.requests).toEqual([]);
  });

  test.each([false, true])(
    'places a visit without appointment at its own pair, without a read (deleted: %s)',
    async (isDeleted) => {
      const alone = documentOf(V, { ...PAIR, status: 'visit_done', leadId: 'lead' });
      const reader = inMemoryReader([holding()]);
      expect(await placeDocument(reader, alone, isDeleted)).toEqual({
        kind: 'pair',
        pair: PAIR,
        viewing: V,
        appointment: null,
      });
      expect(reader.requests).toEqual([]);
    },
  );

  test.each([{}, { contactId: 'contact' }])(
    'places a visit at the viewing of its appointment (%j)',
    async (own) => {
      const found = appointment({ leadId: 'lead' });
      const reader = inMemoryReader([found, holding()]);
      expect(await placeDocument(reader, visit({ ...own, leadId: 'lead' }), false)).toEqual({
        kind: 'pair',
        pair: PAIR,
        viewing: A,
        appointment: found,
      });
      expect(reader.requests).toEqual(['appointments/A']);
    },
  );

  test('rejects a visit that names another contact than its appointment', async () => {
    expect(
      await placeDocument(inMemoryReader([appointment()]), visit({ contactId: 'other' }), false),
    ).toEqual(rejected('contactId', 'is not the contact of the appointment'));
  });

  test('rejects a visit whose appointment does not exist', async () => {
    expect(await placeDocument(inMemoryReader(), visit(), false)).toEqual(
      rejected('appointmentId', 'names an appointment that does not exist'),
    );
  });

  test('rejects a visit whose appointment cannot be used', async () => {
    const reader = inMemoryReader([appointment({ status: 'Programada' })]);
    expect(await placeDocument(reader, visit(), false)).toEqual(
      rejected('appointmentId', 'names an appointment that cannot be used: see its leadSync'),
    );
  });

  test.each([[[]], [[appointment({ status: 'Programada' })]]])(
    'leaves a linked visit with the lead that holds it if its appointment is gone or unusable',
    async (found) => {
      const lead = holding();
      const reader = inMemoryReader([lead, ...found]);
      expect(await placeDocument(reader, visit({ leadId: 'lead' }), false)).toEqual({
        kind: 'lead',
        lead,
        viewing: A,
      });
    },
  );

  test('rejects a linked visit that is held in the viewing of another appointment than it names', async () => {
    const reader = inMemoryReader([holding('lead', B)]);
    expect(await placeDocument(reader, visit({ leadId: 'lead' }), false)).toMatchObject(
      rejected('appointmentId', 'names an appointment that does not exist'),
    );
  });

  test.each([
    ['does not exist', []],
    ['has no viewings', [olderLead({ id: 'lead' })]],
    ['does not hold it', [{ ...holding(), viewings: viewingsOf() }]],
  ])(
    'rejects a visit without its appointment if the lead that it names %s',
    async (_what, found) => {
      expect(
        await placeDocument(inMemoryReader(found), visit({ leadId: 'lead' }), false),
      ).toMatchObject({
        kind: 'rejected',
      });
    },
  );

  test('places a deleted visit at the lead that holds it, whatever its appointment says', async () => {
    const lead = holding('lead', B);
    const reader = inMemoryReader([lead, appointment()]);
    expect(await placeDocument(reader, visit({ leadId: 'lead' }), true)).toEqual({
      kind: 'lead',
      lead,
      viewing: B,
    });
    expect(reader.requests).toEqual(['leads/lead']);
  });

  test('places a deleted visit that no lead holds at the viewing of its appointment', async () => {
    const reader = inMemoryReader([appointment()]);
    expect(await placeDocument(reader, visit(), true)).toMatchObject({ kind: 'pair', pair: PAIR });
    expect(reader.requests).toEqual(['appointments/A']);
  });

  test('rejects an unusable document for its own issues', async () => {
    const reader = inMemoryReader([holding()]);
    const wrong = visit({ status: 'hecha', leadId: 'lead' });
    expect(await placeDocument(reader, wrong, false)).toEqual({
      kind: 'rejected',
      issues: wrong.issues,
    });
    expect(wrong.issues).toHaveLength(1);
    expect(reader.requests).toEqual([]);
  });

  test('places an unusable document that was deleted at the lead that holds it', async () => {
    const lead = holding();
    const wrong = visit({ status: 'hecha', leadId: 'lead' });
    expect(await placeDocument(inMemoryReader([lead]), wrong, true)).toEqual({
      kind: 'lead',
      lead,
      viewing: A,
    });
    expect(await placeDocument(inMemoryReader(), wrong, true)).toMatchObject({ kind: 'rejected' });
  });
});

describe('findTarget', () => {
  const place: Place = { kind: 'pair', pair: PAIR, viewing: A, appointment: null };
  const own = olderLead({ id: OWN_ID });

  test('finds the lead that holds the document, if nothing else names its pair', async () => {
    const lead = holding();
    const reader = inMemoryReader();
    expect(await findTarget(reader, { kind: 'lead', lead, viewing: A }, visit())).toEqual({
      id: 'lead',
      lead,
      namedLead: lead,
    });
    expect(reader.requests).toEqual([]);
  });

  test("finds the lead under the pair's id", async () => {
    const reader = inMemoryReader([own]);
    expect(await findTarget(reader, place, appointment())).toEqual({
      id: OWN_ID,
      lead: own,
      namedLead: null,
    });
    expect(reader.requests).toEqual([`leads/${OWN_ID}`]);
  });

  test('reads the lead once if the document is linked to it', async () => {
    const reader = inMemoryReader([own]);
    expect(await findTarget(reader, place, appointment({ leadId: OWN_ID }))).toEqual({
      id: OWN_ID,
      lead: own,
      namedLead: own,
    });
    expect(reader.requests).toEqual([`leads/${OWN_ID}`]);
  });

  test('finds for a visit the lead that has the viewing of its appointment', async () => {
    const lead = holding('elsewhere', A, { contactId: 'another' });
    const linked: Place = { ...place, appointment: appointment({ leadId: 'elsewhere' }) };
    const reader = inMemoryReader([own, lead]);
    expect(await findTarget(reader, linked, visit())).toEqual({
      id: 'elsewhere',
      lead,
      namedLead: lead,
    });
    expect(reader.requests).toEqual(['leads/elsewhere']);
  });

  const movedTo = { at: second(3), leadId: OWN_ID };
  test.each([
    [
      'whose viewing of the appointment moved away',
      holding('elsewhere', A, {
        viewings: viewingsOf({ ...viewing('A', second(1), null), movedTo }),
      }),
    ],
    ['without a viewing of the appointment', holding('elsewhere', B)],
    ['without any viewings', olderLead({ id: 'elsewhere', listingId: 'L2' })],
  ])('passes over a lead %s', async (_what, lead) => {
    const linked: Place = { ...place, appointment: appointment({ leadId: 'elsewhere' }) };
    expect(await findTarget(inMemoryReader([own, lead]), linked, visit())).toEqual({
      id: OWN_ID,
      lead: own,
      namedLead: lead,
    });
  });

  test('finds for an appointment the lead of its pair, even if another lead has its viewing', async () => {
    const lead = holding('elsewhere', A, { listingId: 'L2' });
    const found = await findTarget(
      inMemoryReader([own, lead]),
      place,
      appointment({ leadId: 'elsewhere' }),
    );
    expect(found).toEqual({ id: OWN_ID, lead: own, namedLead: lead });
  });

  test('finds the older lead that the document is linked to, without a query', async () => {
    const older = olderLead({ id: 'older' });
    const reader = inMemoryReader([older]);
    expect(await findTarget(reader, place, appointment({ leadId: 'older' }))).toEqual({
      id: 'older',
      lead: older,
      namedLead: older,
    });
    expect(reader.requests).toEqual(['leads/older', `leads/${OWN_ID}`]);
  });

  const moved = { outcome: 'moved' as const, reason: '', leadId: 'x' };
  test.each([
    ['of another contact', olderLead({ id: 'linked', contactId: 'another' })],
    ['of another listing', olderLead({ id: 'linked', listingId: 'L2' })],
    ['that was merged into another', olderLead({ id: 'linked', closed: moved })],
  ])('queries for an older lead if the document is linked to one %s', async (_what, linked) => {
    const older = olderLead({ id: 'older' });
    const reader = inMemoryReader([linked], older);
    expect(await findTarget(reader, place, appointment({ leadId: 'linked' }))).toEqual({
      id: 'older',
      lead: older,
      namedLead: linked,
    });
  });

  test('finds a closed lead of the pair, too', async () => {
    const closed = { outcome: 'lost' as const, reason: '', leadId: null };
    const older = olderLead({ id: 'older', closed });
    const found = await findTarget(
      inMemoryReader([older]),
      place,
      appointment({ leadId: 'older' }),
    );
    expect(found.id).toBe('older');
  });

  test('finds no lead if none exists', async () => {
    const reader = inMemoryReader();
    expect(await findTarget(reader, place, appointment())).toEqual({
      id: OWN_ID,
      lead: null,
      namedLead: null,
    });
    expect(reader.requests).toEqual([`leads/${OWN_ID}`, 'an older lead']);
  });
});
