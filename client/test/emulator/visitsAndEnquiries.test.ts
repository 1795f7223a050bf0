import {
  answerEnquiry,
  correctVisit,
  dismissEnquiry,
  editEnquiry,
  openEnquiry,
  registerVisit,
  reopenEnquiry,
  scheduleAppointment,
  watchEnquiry,
  watchVisitsOf,
  type Enquiry,
  type Visit,
} from '../../src/index';
import { findFaults, first, newContact, stored, storedOnce, withCast } from './cast';

const cast = withCast();

describe('visits', () => {
  test('staff register the visit of an appointment, with an offer, and correct it', async () => {
    const who = cast.agent;
    const contactId = newContact();
    const appointmentId = await scheduleAppointment(who, { contactId, listingId: 'l' });
    const offer = { amount: 285_000, currency: 'EUR' };
    const visit = { appointmentId, outcome: 'offer_made', offer, notes: 'Con su pareja' } as const;
    const id = await registerVisit(who, visit);
    const path = `visits/${id}`;
    const linked = await storedOnce(who, path, ({ leadId }) => leadId !== undefined);
    expect(findFaults('visit', linked)).toEqual([]);
    expect(linked).toMatchObject({ ...visit, status: 'visit_done', createdBy: who.id });

    await correctVisit(cast.admin, id, { outcome: 'more_info_needed', offer: null, notes: '' });
    const corrected = await stored(who, path);
    expect(findFaults('visit', corrected)).toEqual([]);
    expect(corrected).toMatchObject({ outcome: 'more_info_needed', updatedBy: cast.admin.id });
    expect(corrected).not.toHaveProperty('offer');
    expect(corrected).not.toHaveProperty('notes');
    expect(corrected['statusAt']).toEqual(corrected['updatedAt']);

    // What counts comes first (docs/contract.md §4).
    const pending = await registerVisit(who, { appointmentId, status: 'visit_pending' });
    const visits = await first<Visit[]>(
      (onChange, onError) => watchVisitsOf(who, appointmentId, onChange, onError),
      ({ length }) => length === 2,
    );
    expect(visits.map((each) => each.id)).toEqual([id, pending]);
  });

  test('a visit without an appointment names its pair', async () => {
    const pair = { contactId: newContact(), listingId: 'l' };
    const id = await registerVisit(cast.admin, pair);
    const data = await stored(cast.admin, `visits/${id}`);
    expect(findFaults('visit', data)).toEqual([]);
    expect(data).toMatchObject({ ...pair, status: 'visit_done' });
  });
});

describe('enquiries', () => {
  test('staff open, edit, answer, dismiss and reopen one', async () => {
    const who = cast.agent;
    const fields = {
      contactId: newContact(),
      listingId: 'l',
      prospectId: 'p',
      channel: 'phone',
      origin: { portal: 'Cartel', campaign: 'Otoño' },
      message: '¿Sigue libre?',
      agentId: who.id,
      externalId: '7',
    } as const;
    const id = await openEnquiry(who, fields);
    const path = `enquiries/${id}`;
    const linked = await storedOnce(who, path, ({ leadId }) => leadId !== undefined);
    expect(findFaults('enquiry', linked)).toEqual([]);
    expect(linked).toMatchObject({ ...fields, status: 'open', createdBy: who.id });

    await editEnquiry(cast.admin, id, { message: '', channel: 'email', listingId: 'm' });
    const edited = await stored(who, path);
    expect(edited).toMatchObject({ channel: 'email', listingId: 'm', updatedBy: cast.admin.id });
    expect(edited).not.toHaveProperty('message');
    expect(edited['statusAt']).toEqual(linked['statusAt']);

    const steps = [
      [answerEnquiry, 'answered'],
      [dismissEnquiry, 'dismissed'],
      [reopenEnquiry, 'open'],
    ] as const;
    for (const [set, status] of steps) {
      await set(cast.admin, id);
      const data = await stored(who, path);
      expect(findFaults('enquiry', data)).toEqual([]);
      expect(data).toMatchObject({ status, updatedBy: cast.admin.id });
      expect(data['statusAt']).toEqual(data['updatedAt']);
    }
    const seen = await first<Enquiry | null>(
      (onChange, onError) => watchEnquiry(who, id, onChange, onError),
      (enquiry) => enquiry !== null,
    );
    expect(seen).toMatchObject({ id, portal: 'Cartel', campaign: 'Otoño', externalId: '7' });
  });

  test('an answered one can be recorded afterwards, and customers can record none', async () => {
    const enquiry = { contactId: newContact(), channel: 'office', status: 'answered' } as const;
    const id = await openEnquiry(cast.agent, enquiry);
    expect(await stored(cast.agent, `enquiries/${id}`)).toMatchObject(enquiry);
    const refused = openEnquiry(cast.customer, enquiry);
    await expect(refused).rejects.toMatchObject({ code: 'permission-denied' });
  });
});
