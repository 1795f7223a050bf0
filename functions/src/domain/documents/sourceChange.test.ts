import {
  canMatter,
  changesDetails,
  changesState,
  eventVersion,
  writesStatusAt,
} from './sourceChange';
import type { SourceRef } from './sourceRef';
import {
  appointmentRef,
  created,
  deleted,
  documentOf,
  second,
  timestamp,
  updated,
  visitRef,
  type Fields,
  wasRead,
} from '../../../test/support/builders';

const A = appointmentRef('A');
const V = visitRef('V');

const appointment: Fields = { contactId: 'contact', listingId: 'L', status: 'Scheduled' };
const visit: Fields = { appointmentId: 'A', status: 'visit_done', outcome: 'offer_made' };

describe('canMatter:', () => {
  const linkedAt = (n: number, id = 'A') => ({
    leadId: 'lead',
    leadSync: { state: 'linked', id, at: timestamp(second(n)) },
  });
  const stamps = (n: number) => ({
    statusAt: timestamp(second(n)),
    updatedAt: timestamp(second(n)),
    updatedBy: 'agent-1',
  });
  const whole: Fields = { ...appointment, ...stamps(2), ...linkedAt(3) };
  const wholeVisit: Fields = { ...visit, ...stamps(2), ...linkedAt(3, 'V') };
  const canUpdateMatter = (before: Fields, after: Fields, ref: SourceRef = A) =>
    canMatter(updated(documentOf(ref, before), documentOf(ref, after, second(1), second(5))));

  test('a creation, a deletion and a document that was read always can', () => {
    expect(canMatter(created(documentOf(A, whole)))).toBe(true);
    expect(canMatter(deleted(documentOf(A, whole), second(9)))).toBe(true);
    expect(canMatter(wasRead(documentOf(A, whole)))).toBe(true);
  });

  test('the server’s own write cannot', () => {
    const before = { ...appointment, ...stamps(2) };
    expect(canUpdateMatter(before, { ...before, ...linkedAt(3) })).toBe(false);
    expect(canUpdateMatter(whole, { ...whole, ...linkedAt(4) })).toBe(false);
  });
  test('the server’s own write cannot if it completed the appointment', () => {
    const statusAt = timestamp(second(4));
    expect(
      canUpdateMatter(whole, { ...whole, ...linkedAt(4), status: 'Completed', statusAt }),
    ).toBe(false);
  });
  test('the server’s own write cannot if it rejected the document', () => {
    const broken = { ...whole, contactId: '' };
    const { issues } = documentOf(A, broken);
    const leadSync = { state: 'rejected', id: 'A', issues, at: timestamp(second(5)) };
    expect(canUpdateMatter(broken, { ...broken, leadSync })).toBe(false);
  });

  test.each([
    ['notes', { notes: 'Llamar antes' }],
    ['a field of its own', { importedFrom: { system: 'CRM' } }],
    ['the stamps of the edit', { updatedAt: timestamp(second(5)), updatedBy: 'agent-2' }],
  ])('an edit of %s cannot', (_what, edit) => {
    expect(canUpdateMatter(whole, { ...whole, ...edit })).toBe(false);
    expect(canUpdateMatter(wholeVisit, { ...wholeVisit, ...edit }, V)).toBe(false);
  });
  test.each([
    ['status', { status: ' SCHEDULED ' }],
    ['type', { type: 'visita' }],
    ['empty prospect', { prospectId: '' }],
  ])('an edit that only spells the %s in another way cannot', (_what, edit) => {
    expect(canUpdateMatter(whole, { ...whole, ...edit })).toBe(false);
  });
  test('an edit that removes the stamp cannot', () => {
    const { statusAt: _statusAt, ...unstamped } = whole;
    expect(canUpdateMatter(whole, unstamped)).toBe(false);
  });
  test('an edit of a stamp of a foreign clock cannot', () => {
    const ahead = (n: number) => ({ ...whole, statusAt: timestamp(second(n)) });
    expect(canUpdateMatter(ahead(7_200), ahead(7_300))).toBe(false);
    expect(canUpdateMatter(ahead(7_200), ahead(65))).toBe(true);
    expect(canUpdateMatter(ahead(7_200), { ...whole, statusAt: timestamp(second(65) + 1) })).toBe(
      false,
    );
  });
  test('an edit of the agent, the owner or the date of a visit cannot', () => {
    const fields = { agentId: 'a', prospectId: 'p', startsAt: timestamp(second(9)) };
    expect(canUpdateMatter(wholeVisit, { ...wholeVisit, ...fields }, V)).toBe(false);
  });
  test('an edit of a visit’s offer can, but not of one that is as good as none', () => {
    const offering = (amount: unknown, currency = 'EUR') => ({
      ...wholeVisit,
      offer: { amount, currency },
    });
    expect(canUpdateMatter(wholeVisit, offering(1), V)).toBe(true);
    expect(canUpdateMatter(offering(1), offering(2), V)).toBe(true);
    expect(canUpdateMatter(offering(1), offering(1, 'USD'), V)).toBe(true);
    expect(canUpdateMatter(offering(1), wholeVisit, V)).toBe(true);
    expect(canUpdateMatter(offering(1), { ...offering(1), notes: 'x' }, V)).toBe(false);
    expect(canUpdateMatter(wholeVisit, offering('1'), V)).toBe(false);
    expect(canUpdateMatter(wholeVisit, offering(1, 'euros'), V)).toBe(false);
  });

  test.each([
    ['status', { status: 'Cancelled' }],
    ['type', { type: 'Firma' }],
    ['statusAt', { statusAt: timestamp(second(5)) }],
    ['contact', { contactId: 'other' }],
    ['listing', { listingId: 'other' }],
    ['listing, removed', { listingId: null }],
  ])('a new %s of an appointment can', (_what, edit) => {
    expect(canUpdateMatter(whole, { ...whole, ...edit })).toBe(true);
  });
  test.each([
    ['status', { status: 'visit_pending' }],
    ['outcome', { outcome: 'more_info_needed' }],
    ['outcome, removed', { outcome: null }],
    ['statusAt', { statusAt: timestamp(second(5)) }],
    ['appointment', { appointmentId: 'B' }],
  ])('a new %s of a visit can', (_what, edit) => {
    expect(canUpdateMatter(wholeVisit, { ...wholeVisit, ...edit }, V)).toBe(true);
  });
  test('a new contact or listing of a visit can only if it has no appointment', () => {
    const alone = { ...wholeVisit, appointmentId: null, contactId: 'contact', listingId: 'L' };
    for (const edit of [{ contactId: 'other' }, { listingId: 'other' }]) {
      expect(canUpdateMatter(alone, { ...alone, ...edit }, V)).toBe(true);
      expect(canUpdateMatter(wholeVisit, { ...wholeVisit, ...edit }, V)).toBe(false);
    }
  });

  test.each([
    ['prospectId', 'old', 'new'],
    ['agentId', 'old', 'new'],
    ['startsAt', timestamp(second(20)), timestamp(second(21))],
    ['endsAt', timestamp(second(20)), timestamp(second(21))],
  ])('a new or removed %s of an appointment can', (field, old, next) => {
    const withValue = (value: unknown) => ({ ...whole, [field]: value });
    expect(canUpdateMatter(whole, withValue(next))).toBe(true);
    expect(canUpdateMatter(withValue(old), withValue(next))).toBe(true);
    expect(canUpdateMatter(withValue(old), withValue(null))).toBe(true);
    expect(canUpdateMatter(withValue(old), { ...withValue(old), notes: 'x' })).toBe(false);
  });

  test('an edit of a rejected document can only if its issues change', () => {
    const broken = { ...appointment, contactId: '' };
    const { issues } = documentOf(A, broken);
    const leadSync = { state: 'rejected', id: 'A', issues, at: timestamp(second(3)) };
    expect(canUpdateMatter({ ...broken, leadSync }, { ...broken, leadSync, notes: 'x' })).toBe(
      false,
    );
    expect(canUpdateMatter({ ...broken, leadSync }, { ...broken, leadSync, status: 'Done' })).toBe(
      true,
    );
    expect(canUpdateMatter(broken, { ...broken, notes: 'x' })).toBe(true);
    expect(canUpdateMatter(whole, { ...whole, contactId: '' })).toBe(true);
  });
  test('a corrected document can', () => {
    const broken = { ...whole, contactId: '' };
    expect(canUpdateMatter(broken, whole)).toBe(true);
    const leadSync = { state: 'rejected', id: 'A', issues: [], at: timestamp(second(3)) };
    expect(canUpdateMatter({ ...broken, leadSync }, { ...whole, leadSync })).toBe(true);
  });
  test('any edit of a document that is not linked can', () => {
    expect(canUpdateMatter(appointment, { ...appointment, notes: 'x' })).toBe(true);
    const leadSync = { state: 'rejected', id: 'A', issues: [], at: timestamp(second(3)) };
    expect(canUpdateMatter({ ...whole, leadSync }, { ...whole, leadSync, notes: 'x' })).toBe(true);
    expect(canUpdateMatter({ ...whole, leadSync: null }, { ...whole, leadSync: null })).toBe(true);
    const unlinked = { ...whole, leadId: null };
    expect(canUpdateMatter(unlinked, { ...unlinked, notes: 'x' })).toBe(true);
  });
  test('an edit cannot if a value of the wrong type stays the same', () => {
    const odd = { ...whole, outcome: { imported: true } };
    expect(canUpdateMatter(odd, { ...odd, outcome: { imported: true }, notes: 'x' })).toBe(false);
    expect(canUpdateMatter({ ...whole, outcome: null }, { ...whole, notes: 'x' })).toBe(false);
    expect(canUpdateMatter({ ...whole, outcome: 5 }, odd)).toBe(true);
  });

  test.each([
    ['leadId', { leadId: null }],
    ['leadId, for another', { leadId: 'other' }],
    ['leadSync', { leadSync: null }],
    ['leadId and leadSync', { leadId: null, leadSync: null }],
  ])('an edit that removes or changes the %s of a back-link can', (_what, edit) => {
    expect(canUpdateMatter(whole, { ...whole, ...edit })).toBe(true);
  });
  test('a document that another system replaced, without its back-link, can', () => {
    expect(canUpdateMatter(whole, { ...appointment, status: 'Cancelled' })).toBe(true);
  });

  describe('a version with the server’s note', () => {
    const version = (data: Fields, updateTime: number, ref = A) =>
      documentOf(ref, data, second(1), updateTime);
    const before = version({ ...whole, ...linkedAt(3) }, second(4));
    const wrote = (data: Fields, ref = A) =>
      canMatter(updated({ ...before, ref }, version(data, second(9), ref)));
    const cancelled = { ...whole, status: 'Cancelled' };

    test('is the server’s own write if the note is later than the version before', () => {
      expect(wrote({ ...cancelled, ...linkedAt(5) })).toBe(false);
    });
    test.each([
      ['from before the version before it', { ...cancelled, ...linkedAt(3.5) }],
      ['of the time of the version before it', { ...cancelled, ...linkedAt(4) }],
      ['of the version before it, written back', { ...cancelled, ...linkedAt(3) }],
      ['that was removed', { ...cancelled, leadSync: null }],
      ['of another document', { ...cancelled, ...linkedAt(5, 'B') }],
    ])('is another’s write if it has a note %s', (_what, data) => {
      expect(wrote(data)).toBe(true);
    });
    test('is another’s write if the note is not later than the one before', () => {
      // The note of the version before is of a clock that is ahead.
      const ahead = version({ ...whole, ...linkedAt(8) }, second(4));
      for (const [n, matters] of [
        [7, true],
        [8, true],
        [8.5, false],
      ] as const) {
        const after = version({ ...cancelled, ...linkedAt(n) }, second(9));
        expect(canMatter(updated(ahead, after))).toBe(matters);
      }
    });
    test('is the server’s own write if the version before was a copy', () => {
      const copy = version({ ...whole, ...linkedAt(8, 'B') }, second(4));
      const after = version({ ...whole, ...linkedAt(5) }, second(9));
      expect(canMatter(updated(copy, after))).toBe(false);
      const note = version({ ...whole, ...linkedAt(8, 'B'), notes: 'x' }, second(9));
      expect(canMatter(updated(copy, note))).toBe(true);
    });
  });
});

describe('the version of an event', () => {
  const document = documentOf(A, appointment);
  test('is the one that was written, or the last one before a deletion', () => {
    const later = documentOf(A, appointment, second(1), second(2));
    expect(eventVersion(created(document))).toBe(document);
    expect(eventVersion(updated(document, later))).toBe(later);
    expect(eventVersion(wasRead(later))).toBe(later);
    expect(eventVersion(deleted(document, second(2)))).toBe(document);
  });
});

describe('a version changes', () => {
  const at = (n: number) => ({ statusAt: timestamp(second(n)) });
  const version = (fields: Fields) => documentOf(A, { ...appointment, ...fields }, second(1));

  test.each([
    ['its status', { status: 'Cancelled' }],
    ['its type', { type: 'Firma' }],
    ['its stamp', at(2)],
    ['an unusable outcome', { outcome: 5 }],
  ])('the state with %s', (_what, fields) => {
    expect(changesState(version(at(1)), version({ ...at(1), ...fields }))).toBe(true);
  });
  test.each([
    ['its listing', { listingId: 'L2' }],
    ['its agent', { agentId: 'ana' }],
    ['the spelling of its status', { status: 'scheduled' }],
    ['nothing', {}],
  ])('no state with %s', (_what, fields) => {
    expect(changesState(version(at(1)), version({ ...at(1), ...fields }))).toBe(false);
  });
  test('no state if its stamp disappears', () => {
    expect(changesState(version(at(1)), version({}))).toBe(false);
  });

  test('its stamp if it writes one that counts', () => {
    expect(writesStatusAt(null, version(at(1)))).toBe(true);
    expect(writesStatusAt(version({}), version(at(1)))).toBe(true);
    expect(writesStatusAt(version(at(2)), version(at(1)))).toBe(true);
    expect(writesStatusAt(version(at(1)), version(at(1)))).toBe(false);
    expect(writesStatusAt(version(at(1)), version({}))).toBe(false);
    expect(writesStatusAt(null, version({}))).toBe(false);
    expect(writesStatusAt(null, version(at(62)))).toBe(false);
  });

  test('details only if it is an appointment’s', () => {
    const [one, other] = [version({}).content, version({ agentId: 'ana' }).content];
    const ofVisit = documentOf(V, visit).content;
    if (one === null || other === null || ofVisit === null) throw new Error('All can be used');
    expect(changesDetails(one, other)).toBe(true);
    expect(changesDetails(one, one)).toBe(false);
    expect(changesDetails(ofVisit, other)).toBe(false);
    expect(changesDetails(one, ofVisit)).toBe(false);
  });
});
