import type { EnquiryDetails, EnquiryState, Viewing } from '../viewings/viewing';
import { deriveDetails, sourceNameOf } from './leadDetails';
import {
  appointmentRef,
  appointmentState,
  done,
  enquiryRef,
  enquiryState,
  enquiryViewing,
  viewing,
  viewingsOf,
  visitRef,
  visitState,
  visitViewing,
} from '../../../test/support/builders';

/** An appointment that was opened at a time, and names an agent and an owner. */
const named = (
  id: string,
  openedAt: number,
  agentId: string | null,
  prospectId: string | null = null,
): Viewing => viewing(id, openedAt, { ...appointmentState('Scheduled', 100), agentId, prospectId });
const alone = (id: string, openedAt: number) => visitViewing(id, openedAt, done(null, 100));

const detailsOf = (...viewings: readonly Viewing[]) => {
  const inOrder = deriveDetails(viewingsOf(...viewings));
  expect(deriveDetails(viewingsOf(...[...viewings].reverse()))).toEqual(inOrder);
  return inOrder;
};

describe('the source of a lead (§2)', () => {
  test.each([
    ['Appointment', [named('A', 10, null), alone('V', 20)]],
    ['Visit', [named('A', 20, null), alone('V', 10)]],
  ])('is the earliest opened of its viewings: %s', (source, viewings) => {
    expect(detailsOf(...viewings).source).toBe(source);
  });
  test('is the appointment at equal times, whatever the ids', () => {
    expect(detailsOf(named('Z', 10, null), alone('A', 10)).source).toBe('Appointment');
    expect(detailsOf(named('A', 10, null), alone('Z', 10)).source).toBe('Appointment');
  });
  test('is the appointment of a viewing whose visit came first', () => {
    const { source } = detailsOf(viewing('A', 10, null, { V: done(null, 10) }), alone('W', 20));
    expect(source).toBe('Appointment');
  });
  test('is none if no viewing is left', () => {
    expect(detailsOf().source).toBeNull();
    expect(detailsOf(visitViewing('V', 10, visitState('removed', 20))).source).toBeNull();
  });
  test('does not come from a viewing of which nothing is left', () => {
    const removed = visitViewing('V', 10, visitState('removed', 20));
    expect(detailsOf(removed, named('A', 30, null)).source).toBe('Appointment');
  });
  test('is the enquiry at equal times, also one that is dismissed; not one that was deleted', () => {
    const enquired = (status: EnquiryState['status']) =>
      enquiryViewing('Z', 10, enquiryState(status, 100));
    const [open, dismissed, removed] = (['open', 'dismissed', 'removed'] as const).map(enquired);
    if (!open || !dismissed || !removed) throw new Error('There are three');
    expect(detailsOf(open, named('A', 10, null)).source).toBe('Enquiry');
    expect(detailsOf(dismissed, named('A', 20, null)).source).toBe('Enquiry');
    expect(detailsOf(removed, named('A', 20, null)).source).toBe('Appointment');
  });
  test('is called Enquiry, Appointment or Visit', () => {
    expect(sourceNameOf(enquiryRef('E'))).toBe('Enquiry');
    expect(sourceNameOf(appointmentRef('A'))).toBe('Appointment');
    expect(sourceNameOf(visitRef('V'))).toBe('Visit');
  });
});

describe('the origin of a lead (§2)', () => {
  const enquired = (id: string, openedAt: number, details: Partial<EnquiryDetails>) =>
    enquiryViewing(id, openedAt, enquiryState('open', 100, details));
  const IDEALISTA = { portal: 'idealista', campaign: null };
  const SUMMER = { portal: null, campaign: 'verano' };
  test('is that of the earliest opened enquiry that names one', () => {
    const nameless = enquired('E', 10, {});
    expect(
      detailsOf(nameless, enquired('F', 30, SUMMER), enquired('G', 20, IDEALISTA)).origin,
    ).toEqual(IDEALISTA);
    expect(detailsOf(enquired('E', 10, SUMMER), enquired('F', 10, IDEALISTA)).origin).toEqual(
      SUMMER,
    );
  });
  test('is none if no enquiry names one, or only one that was deleted', () => {
    expect(detailsOf(enquired('E', 10, {}), named('A', 5, 'ana')).origin).toBeNull();
    const removed = enquiryViewing('E', 10, enquiryState('removed', 100, IDEALISTA));
    expect(detailsOf(removed).origin).toBeNull();
  });
  test('comes with the agent and the owner that an enquiry names', () => {
    const details = { agentId: 'eva', prospectId: 'p9' };
    expect(detailsOf(enquired('E', 10, details), named('A', 10, 'ana', 'p1'))).toMatchObject({
      assignedTo: 'eva',
      prospectId: 'p9',
    });
    const removed = enquiryViewing('E', 10, enquiryState('removed', 100, details));
    expect(detailsOf(removed, named('A', 20, 'ana', 'p1'))).toMatchObject({
      assignedTo: 'ana',
      prospectId: 'p1',
    });
  });
});

describe('the agent and the owner of a lead (§2)', () => {
  test('are those of the earliest opened document that names one', () => {
    expect(detailsOf(named('A', 20, 'ana', 'p1'), named('B', 10, 'bea', 'p2'))).toMatchObject({
      assignedTo: 'bea',
      prospectId: 'p2',
    });
  });
  test('may come from two documents', () => {
    expect(detailsOf(named('A', 10, null, 'p1'), named('B', 20, 'bea', 'p2'))).toMatchObject({
      assignedTo: 'bea',
      prospectId: 'p1',
    });
    expect(detailsOf(named('A', 10, 'ana'), named('B', 20, 'bea', 'p2'))).toMatchObject({
      assignedTo: 'ana',
      prospectId: 'p2',
    });
  });
  test('are those of the first id at equal times', () => {
    expect(detailsOf(named('B', 10, 'bea', 'p2'), named('A', 10, 'ana', 'p1'))).toMatchObject({
      assignedTo: 'ana',
      prospectId: 'p1',
    });
  });
  test('are those of a document, not of the viewing that was opened with an earlier visit', () => {
    const visited = named('A', 20, 'ana');
    const early = { ...done(null, 5), openedAt: 5 };
    expect(
      detailsOf({ ...visited, visits: new Map([['V', early]]) }, named('B', 10, 'bea')).assignedTo,
    ).toBe('bea');
  });
  test('stay those of an appointment that was deleted', () => {
    const each = named('A', 10, 'ana', 'p1');
    const appointment = each.appointment && { ...each.appointment, isDeleted: true };
    expect(detailsOf({ ...each, appointment })).toMatchObject({
      assignedTo: 'ana',
      prospectId: 'p1',
    });
  });
  test('are none if no document names any', () => {
    expect(detailsOf(named('A', 10, null), alone('V', 20))).toMatchObject({
      assignedTo: null,
      prospectId: null,
    });
  });
});
