import type { SourceDocument } from '../../domain/documents/sourceDocument';
import { sourceKey } from '../../domain/documents/sourceRef';
import type { StoredLead } from '../../domain/leads/lead';
import { leadIdOf } from '../../firestore/leadIds';
import type { LeadReader } from './leadReader';
import { findHolder, findTarget, placeDocument, type Place } from './placeDocument';
import {
  appointmentRef,
  appointmentState,
  documentOf,
  done,
  olderLead,
  PAIR,
  second,
  timestamp,
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
    sourcesNaming: never,
    countEarlierRequests: never,
    historyEnd: never,
  };
}

/** The back-link of a document. */
const linkedTo = (leadId: string, id = 'A') => ({
  leadId,
  leadSync: { state: 'linked', id, at: timestamp(second(3)) },
});
const appointment = (fields: object = {}, ref = A) =>
  documentOf(ref, { ...PAIR, status: 'Scheduled', ...fields });
const visit = (fields: object = {}) =>
  documentOf(V, { appointmentId: 'A', status: 'visit_done', ...fields });

/** A lead that holds V in the viewing of an appointment. */
const holding = (id = 'lead', ref = A, fields: Partial<StoredLead> = {}) =>
  olderLead({
    id,
    viewings: viewingsOf(
      viewing(ref.id, second(1), appointmentState('Scheduled', second(1)), {
        V: done(null, second(1)),
      }),
    ),
    ...fields,
  });
/** A lead that V's viewing left for another one. */
const leftFor = (id: string, next: string) =>
  olderLead({
    id,
    viewings: viewingsOf(),
    moves: new Map([['appointments/A', { at: second(9), leadId: next }]]),
  });

const rejected = (path: string, message: string) => ({
  kind: 'rejected',
  issues: [{ path, message }],
});

const appointmentLinkedTo = (leadId: string) => appointment(linkedTo(leadId));

/** Places a version that names a lead, if it does, and no version before it. */
const place = (reader: LeadReader, document: SourceDocument, isDeleted: boolean) =>
  placeDocument(reader, document, {
    isDeleted,
    named: document.leadId === null ? [] : [document.leadId],
  });

describe('placeDocument', () => {
  test('places an appointment at its own pair, without a read', async () => {
    const reader = inMemoryReader();
    expect(await place(reader, appointment({ leadId: 'lead' }), false)).toEqual({
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
      expect(await place(reader, alone, isDeleted)).toEqual({
        kind: 'pair',
        pair: PAIR,
        viewing: V,
        appointment: null,
      });
      expect(reader.requests).toEqual([]);
    },
  );

  test.each([{}, { contactId: 'contact' }, { contactId: 'other', listingId: 'L2' }])(
    'places a visit at the viewing of its appointment (%j)',
    async (own) => {
      const found = appointment(linkedTo('lead'));
      const reader = inMemoryReader([found, holding()]);
      expect(await place(reader, visit({ ...own, ...linkedTo('lead', 'V') }), false)).toEqual({
        kind: 'pair',
        pair: PAIR,
        viewing: A,
        appointment: found,
      });
      expect(reader.requests).toEqual(['appointments/A']);
    },
  );

  test('rejects a visit whose appointment does not exist', async () => {
    expect(await place(inMemoryReader(), visit(), false)).toEqual(
      rejected('appointmentId', 'names an appointment that does not exist'),
    );
  });

  test('rejects a visit whose appointment cannot be used', async () => {
    const reader = inMemoryReader([appointment({ status: 'Programada' })]);
    expect(await place(reader, visit(), false)).toEqual(
      rejected('appointmentId', 'names an appointment that cannot be used: see its leadSync'),
    );
  });

  test.each([[[]], [[appointment({ status: 'Programada' })]]])(
    'leaves a linked visit with the lead that holds it if its appointment is gone or unusable',
    async (found) => {
      const lead = holding();
      const reader = inMemoryReader([lead, ...found]);
      expect(await place(reader, visit({ leadId: 'lead' }), false)).toEqual({
        kind: 'lead',
        leadId: 'lead',
        viewing: A,
      });
    },
  );

  test('rejects a linked visit that is held in the viewing of another appointment than it names', async () => {
    const reader = inMemoryReader([holding('lead', B)]);
    expect(await place(reader, visit({ leadId: 'lead' }), false)).toMatchObject(
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
      expect(await place(inMemoryReader(found), visit({ leadId: 'lead' }), false)).toMatchObject({
        kind: 'rejected',
      });
    },
  );

  test('places a deleted visit at the viewing of its appointment, like any version of it', async () => {
    const found = appointment();
    const reader = inMemoryReader([found]);
    expect(await place(reader, visit(), true)).toEqual({
      kind: 'pair',
      pair: PAIR,
      viewing: A,
      appointment: found,
    });
    expect(reader.requests).toEqual(['appointments/A']);
  });
  test('places a deleted visit at the lead that holds it if its appointment is another’s viewing there', async () => {
    const reader = inMemoryReader([holding('lead', B)]);
    expect(await place(reader, visit({ leadId: 'lead' }), true)).toEqual({
      kind: 'lead',
      leadId: 'lead',
      viewing: B,
    });
  });

  describe('if another appointment has the id of a visit’s appointment', () => {
    const other = documentOf(
      A,
      { contactId: 'other', listingId: 'L', status: 'Scheduled', ...linkedTo('of the other') },
      second(50),
    );
    const linked = visit(linkedTo('lead', 'V'));

    test('leaves the linked visit with the lead that holds it', async () => {
      const reader = inMemoryReader([other, holding()]);
      expect(await place(reader, linked, false)).toEqual({
        kind: 'lead',
        leadId: 'lead',
        viewing: A,
      });
      expect(reader.requests).toEqual(['appointments/A', 'leads/lead']);
    });
    test('places a visit there that was not linked', async () => {
      expect(await place(inMemoryReader([other, holding()]), visit(), false)).toMatchObject({
        kind: 'pair',
        pair: { contactId: 'other' },
      });
    });
    test.each([
      ['which no lead holds', []],
      ['which is held in the viewing of another appointment', [holding('lead', B)]],
      [
        'which is held where no appointment is known',
        [
          holding('lead', A, {
            viewings: viewingsOf(viewing('A', second(1), null, { V: done(null, second(1)) })),
          }),
        ],
      ],
      [
        'which is held in the viewing of exactly that one',
        [
          holding('lead', A, {
            viewings: viewingsOf(
              viewing('A', second(50), appointmentState('Scheduled', second(50)), {
                V: done(null, second(1)),
              }),
            ),
          }),
        ],
      ],
    ])('places a linked visit there %s', async (_what, leads) => {
      expect(await place(inMemoryReader([other, ...leads]), linked, false)).toMatchObject({
        kind: 'pair',
        pair: { contactId: 'other' },
        appointment: other,
      });
    });
    test('reads no lead if the visit is linked to the same lead as the appointment', async () => {
      const reader = inMemoryReader([other, holding()]);
      await place(reader, visit(linkedTo('of the other', 'V')), false);
      expect(reader.requests).toEqual(['appointments/A']);
    });
  });

  test('rejects an unusable document for its own issues', async () => {
    const reader = inMemoryReader([holding()]);
    const wrong = visit({ status: 'hecha', leadId: 'lead' });
    expect(await place(reader, wrong, false)).toEqual({
      kind: 'rejected',
      issues: wrong.issues,
    });
    expect(wrong.issues).toHaveLength(1);
    expect(reader.requests).toEqual([]);
  });

  test('places an unusable document that was deleted at the lead that holds it', async () => {
    const lead = holding();
    const wrong = visit({ status: 'hecha', leadId: 'lead' });
    expect(await place(inMemoryReader([lead]), wrong, true)).toEqual({
      kind: 'lead',
      leadId: 'lead',
      viewing: A,
    });
    expect(await place(inMemoryReader(), wrong, true)).toMatchObject({ kind: 'rejected' });
  });
});

describe('findTarget', () => {
  const place: Place = { kind: 'pair', pair: PAIR, viewing: A, appointment: null };
  const own = olderLead({ id: OWN_ID });

  test('finds the lead that holds the document, if nothing else names its pair', async () => {
    const lead = holding();
    const reader = inMemoryReader([lead]);
    expect(await findTarget(reader, { kind: 'lead', leadId: 'lead', viewing: A }, visit())).toEqual(
      {
        id: 'lead',
        lead,
        namedLead: lead,
      },
    );
    expect(reader.requests).toEqual(['leads/lead']);
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
    const linked: Place = { ...place, appointment: appointmentLinkedTo('elsewhere') };
    const reader = inMemoryReader([own, lead]);
    expect(await findTarget(reader, linked, visit())).toEqual({
      id: 'elsewhere',
      lead,
      namedLead: lead,
    });
    expect(reader.requests).toEqual(['leads/elsewhere']);
  });

  test.each([
    ['that the viewing of the appointment left', leftFor('elsewhere', OWN_ID)],
    [
      'that holds a former appointment of that id',
      holding('elsewhere', A, {
        viewings: viewingsOf(
          viewing('A', second(1), { ...appointmentState('Scheduled', second(1)), createTime: 1 }),
        ),
      }),
    ],
    ['without a viewing of the appointment', holding('elsewhere', B)],
    ['without any viewings', olderLead({ id: 'elsewhere', listingId: 'L2' })],
  ])('passes over a lead %s', async (_what, lead) => {
    const linked: Place = { ...place, appointment: appointmentLinkedTo('elsewhere') };
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

describe('findHolder', () => {
  const requestsOf = async (leads: readonly StoredLead[], document = visit()) => {
    const reader = inMemoryReader(leads);
    const holder = await findHolder(reader, document, ['lead']);
    return { holder: holder?.lead.id ?? null, requests: reader.requests };
  };

  test('finds the named lead if it holds the document, with the viewing in which it does', async () => {
    const lead = holding();
    expect(await findHolder(inMemoryReader([lead]), visit(), ['lead'])).toEqual({
      lead,
      viewing: lead.viewings?.get('appointments/A'),
    });
  });
  test('finds nothing without a named lead', async () => {
    const reader = inMemoryReader([holding()]);
    expect(await findHolder(reader, visit(), [])).toBeNull();
    expect(reader.requests).toEqual([]);
  });
  test('finds no other document of that name', async () => {
    const again = documentOf(V, { appointmentId: 'A', status: 'visit_done' }, second(50));
    expect((await requestsOf([holding()], again)).holder).toBeNull();
  });
  test('follows the viewings that left, to the lead that holds the document now', async () => {
    const leads = [leftFor('lead', 'next'), leftFor('next', 'last'), holding('last')];
    expect(await requestsOf(leads)).toEqual({
      holder: 'last',
      requests: ['leads/lead', 'leads/next', 'leads/last'],
    });
  });
  test('reads each lead once, even if they moved to each other', async () => {
    const leads = [leftFor('lead', 'next'), leftFor('next', 'lead')];
    expect(await requestsOf(leads)).toEqual({
      holder: null,
      requests: ['leads/lead', 'leads/next'],
    });
  });
  test('follows a lead that does not exist any more nowhere', async () => {
    expect(await requestsOf([])).toEqual({ holder: null, requests: ['leads/lead'] });
  });
  test('gives up after some leads', async () => {
    const leads = Array.from({ length: 50 }, (_, n) =>
      leftFor(n === 0 ? 'lead' : `lead-${n}`, `lead-${n + 1}`),
    );
    const { holder, requests } = await requestsOf(leads);
    expect(holder).toBeNull();
    expect(requests).toHaveLength(21);
  });
});
