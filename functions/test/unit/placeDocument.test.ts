import { findTarget, placeDocument, type Place } from '../../src/application/placeDocument';
import type { Reads } from '../../src/application/reads';
import type { StoredLead } from '../../src/domain/lead';
import type { SourceDocument } from '../../src/domain/sourceDocument';
import { viewingKey } from '../../src/domain/viewing';
import { leadIdOf } from '../../src/firestore/leadStore';
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
} from '../support/builders';

const [A, B, V] = [appointmentRef('A'), appointmentRef('B'), visitRef('V')];
const OWN_ID = leadIdOf(PAIR);

/** Reads of what there is in memory, and what was asked for. */
function readsOf(
  found: readonly (SourceDocument | StoredLead)[] = [],
  older: StoredLead | null = null,
): Reads & { asked: string[] } {
  const asked: string[] = [];
  const documents = found.filter((each) => 'ref' in each);
  const leads = found.filter((each) => 'id' in each);
  const never = (): never => {
    throw new Error('Nobody asks for this here');
  };
  return {
    asked,
    lead: (id) => {
      asked.push(`leads/${id}`);
      return Promise.resolve(leads.find((lead) => lead.id === id) ?? null);
    },
    olderLead: () => {
      asked.push('an older lead');
      return Promise.resolve(older);
    },
    source: (ref) => {
      asked.push(viewingKey(ref));
      const key = viewingKey(ref);
      return Promise.resolve(documents.find((each) => viewingKey(each.ref) === key) ?? null);
    },
    sources: never,
    chainEnd: never,
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

describe('the place of a document', () => {
  test('an appointment belongs to its own pair, and nothing is read for that', async () => {
    const reads = readsOf();
    expect(await placeDocument(reads, appointment({ leadId: 'lead' }), false)).toEqual({
      kind: 'pair',
      pair: PAIR,
      viewing: A,
      appointment: null,
    });
    expect(reads.asked).toEqual([]);
  });

  test.each([false, true])('so does a visit without one (deleted: %s)', async (isDeleted) => {
    const alone = documentOf(V, { ...PAIR, status: 'visit_done', leadId: 'lead' });
    const reads = readsOf([holding()]);
    expect(await placeDocument(reads, alone, isDeleted)).toEqual({
      kind: 'pair',
      pair: PAIR,
      viewing: V,
      appointment: null,
    });
    expect(reads.asked).toEqual([]);
  });

  test.each([{}, { contactId: 'contact' }])(
    'a visit belongs where its appointment does (%j)',
    async (own) => {
      const found = appointment({ leadId: 'lead' });
      const reads = readsOf([found, holding()]);
      expect(await placeDocument(reads, visit({ ...own, leadId: 'lead' }), false)).toEqual({
        kind: 'pair',
        pair: PAIR,
        viewing: A,
        appointment: found,
      });
      expect(reads.asked).toEqual(['appointments/A']);
    },
  );

  test('a visit that names another contact than its appointment is rejected', async () => {
    expect(
      await placeDocument(readsOf([appointment()]), visit({ contactId: 'other' }), false),
    ).toEqual(rejected('contactId', 'is not the contact of the appointment'));
  });

  test('a visit of an appointment that is not there is rejected', async () => {
    expect(await placeDocument(readsOf(), visit(), false)).toEqual(
      rejected('appointmentId', 'names an appointment that does not exist'),
    );
  });

  test('a visit of an appointment that cannot be used is rejected', async () => {
    const reads = readsOf([appointment({ status: 'Programada' })]);
    expect(await placeDocument(reads, visit(), false)).toEqual(
      rejected('appointmentId', 'names an appointment that cannot be used: see its leadSync'),
    );
  });

  test.each([[[]], [[appointment({ status: 'Programada' })]]])(
    'a visit that was linked stays where it is held without its appointment',
    async (found) => {
      const lead = holding();
      const reads = readsOf([lead, ...found]);
      expect(await placeDocument(reads, visit({ leadId: 'lead' }), false)).toEqual({
        kind: 'held',
        lead,
        viewing: A,
      });
    },
  );

  test('but not in the viewing of another appointment than it names', async () => {
    const reads = readsOf([holding('lead', B)]);
    expect(await placeDocument(reads, visit({ leadId: 'lead' }), false)).toMatchObject(
      rejected('appointmentId', 'names an appointment that does not exist'),
    );
  });

  test.each([
    ['that is gone', []],
    ['that knows no viewings', [olderLead({ id: 'lead' })]],
    ['that holds other visits', [{ ...holding(), viewings: viewingsOf() }]],
  ])('nor on a lead %s', async (_what, found) => {
    expect(await placeDocument(readsOf(found), visit({ leadId: 'lead' }), false)).toMatchObject({
      kind: 'rejected',
    });
  });

  test('a deleted visit belongs where it is held, whatever its appointment says', async () => {
    const lead = holding('lead', B);
    const reads = readsOf([lead, appointment()]);
    expect(await placeDocument(reads, visit({ leadId: 'lead' }), true)).toEqual({
      kind: 'held',
      lead,
      viewing: B,
    });
    expect(reads.asked).toEqual(['leads/lead']);
  });

  test('a deleted visit that nothing holds belongs where its appointment does', async () => {
    const reads = readsOf([appointment()]);
    expect(await placeDocument(reads, visit(), true)).toMatchObject({ kind: 'pair', pair: PAIR });
    expect(reads.asked).toEqual(['appointments/A']);
  });

  test('what cannot be used is rejected for its own reasons', async () => {
    const reads = readsOf([holding()]);
    const wrong = visit({ status: 'hecha', leadId: 'lead' });
    expect(await placeDocument(reads, wrong, false)).toEqual({
      kind: 'rejected',
      issues: wrong.issues,
    });
    expect(wrong.issues).toHaveLength(1);
    expect(reads.asked).toEqual([]);
  });

  test('what could not be used and was deleted belongs where it is held', async () => {
    const lead = holding();
    const wrong = visit({ status: 'hecha', leadId: 'lead' });
    expect(await placeDocument(readsOf([lead]), wrong, true)).toEqual({
      kind: 'held',
      lead,
      viewing: A,
    });
    expect(await placeDocument(readsOf(), wrong, true)).toMatchObject({ kind: 'rejected' });
  });
});

describe('the lead of a place', () => {
  const place: Place = { kind: 'pair', pair: PAIR, viewing: A, appointment: null };
  const own = olderLead({ id: OWN_ID });

  test('is the one that holds the document, where only that tells', async () => {
    const lead = holding();
    const reads = readsOf();
    expect(await findTarget(reads, { kind: 'held', lead, viewing: A }, visit())).toEqual({
      id: 'lead',
      lead,
      linked: lead,
    });
    expect(reads.asked).toEqual([]);
  });

  test("is the one under the pair's id", async () => {
    const reads = readsOf([own]);
    expect(await findTarget(reads, place, appointment())).toEqual({
      id: OWN_ID,
      lead: own,
      linked: null,
    });
    expect(reads.asked).toEqual([`leads/${OWN_ID}`]);
  });

  test('is read once where the document is linked to it', async () => {
    const reads = readsOf([own]);
    expect(await findTarget(reads, place, appointment({ leadId: OWN_ID }))).toEqual({
      id: OWN_ID,
      lead: own,
      linked: own,
    });
    expect(reads.asked).toEqual([`leads/${OWN_ID}`]);
  });

  test('is for a visit the one that has the viewing of its appointment', async () => {
    const lead = holding('elsewhere', A, { contactId: 'another' });
    const linked: Place = { ...place, appointment: appointment({ leadId: 'elsewhere' }) };
    const reads = readsOf([own, lead]);
    expect(await findTarget(reads, linked, visit())).toEqual({
      id: 'elsewhere',
      lead,
      linked: lead,
    });
    expect(reads.asked).toEqual(['leads/elsewhere']);
  });

  const left = { at: second(3), leadId: OWN_ID };
  test.each([
    [
      'has left',
      holding('elsewhere', A, {
        viewings: viewingsOf({ ...viewing('A', second(1), null), left }),
      }),
    ],
    ['never was on', holding('elsewhere', B)],
    ['is not told by', olderLead({ id: 'elsewhere', listingId: 'L2' })],
  ])('is not a lead that the viewing of its appointment %s', async (_what, lead) => {
    const linked: Place = { ...place, appointment: appointment({ leadId: 'elsewhere' }) };
    expect(await findTarget(readsOf([own, lead]), linked, visit())).toEqual({
      id: OWN_ID,
      lead: own,
      linked: lead,
    });
  });

  test('is for an appointment never the one that has its viewing, but that of its pair', async () => {
    const lead = holding('elsewhere', A, { listingId: 'L2' });
    const found = await findTarget(
      readsOf([own, lead]),
      place,
      appointment({ leadId: 'elsewhere' }),
    );
    expect(found).toEqual({ id: OWN_ID, lead: own, linked: lead });
  });

  test('is the older one that the document is linked to, which needs no query', async () => {
    const older = olderLead({ id: 'older' });
    const reads = readsOf([older]);
    expect(await findTarget(reads, place, appointment({ leadId: 'older' }))).toEqual({
      id: 'older',
      lead: older,
      linked: older,
    });
    expect(reads.asked).toEqual(['leads/older', `leads/${OWN_ID}`]);
  });

  const moved = { outcome: 'moved' as const, reason: '', leadId: 'x' };
  test.each([
    ['of another contact', olderLead({ id: 'linked', contactId: 'another' })],
    ['of another listing', olderLead({ id: 'linked', listingId: 'L2' })],
    ['that was merged into another', olderLead({ id: 'linked', closed: moved })],
  ])('is asked for where the document is linked to one %s', async (_what, linked) => {
    const older = olderLead({ id: 'older' });
    const reads = readsOf([linked], older);
    expect(await findTarget(reads, place, appointment({ leadId: 'linked' }))).toEqual({
      id: 'older',
      lead: older,
      linked,
    });
  });

  test('is a closed one of the pair as well', async () => {
    const closed = { outcome: 'lost' as const, reason: '', leadId: null };
    const older = olderLead({ id: 'older', closed });
    const found = await findTarget(readsOf([older]), place, appointment({ leadId: 'older' }));
    expect(found.id).toBe('older');
  });

  test('has to be created where there is none', async () => {
    const reads = readsOf();
    expect(await findTarget(reads, place, appointment())).toEqual({
      id: OWN_ID,
      lead: null,
      linked: null,
    });
    expect(reads.asked).toEqual([`leads/${OWN_ID}`, 'an older lead']);
  });
});
