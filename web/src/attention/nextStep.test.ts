import type { Lead } from '#client/leads';
import { LEAD_STATUSES, type LeadStatus } from '#domain/leadStatus';
import type { Viewing } from '#domain/viewings/viewing';
import { appointmentState, viewing, viewingsOf } from '../../../functions/test/support/builders';
import { nextStepOf } from './nextStep';

const AT = 90;
const PHONE = '600 11 22 33';
const OWN_PAGE = '/embudo/l%2F1';
const scheduled = { ...appointmentState('Scheduled', 10), startsAt: AT };

function leadOf(why: string, status: LeadStatus, ...viewings: readonly Viewing[]): Lead {
  return {
    id: 'l/1',
    status,
    nextViewingAt: AT,
    attention: { at: AT, why },
    viewings: viewingsOf(...viewings),
  } as unknown as Lead;
}

describe('the next step of a lead that needs somebody', () => {
  test('is the outcome of the viewing that has passed', () => {
    const earlier = { ...scheduled, status: 'Cancelled' as const };
    const viewings = [viewing('A', 10, earlier), viewing('B', 10, scheduled)];
    const lead = leadOf('no_outcome', 'Visita Pendiente', ...viewings);
    expect(nextStepOf(lead, PHONE)).toEqual({
      href: '/calendario/visita/B',
      text: 'Registrar visita',
    });
  });

  test('is the date of a viewing without one', () => {
    const lead = leadOf('no_date', 'Visita Pendiente');
    expect(nextStepOf(lead, PHONE)).toEqual({ href: OWN_PAGE, text: 'Poner fecha' });
  });

  test.each(LEAD_STATUSES.slice(0, 9))(
    'is in the lead, where its listing is gone: %s',
    (status) => {
      const lead = leadOf('listing_gone', status);
      expect(nextStepOf(lead, PHONE)).toEqual({ href: OWN_PAGE, text: 'Ver el lead' });
    },
  );

  const before = LEAD_STATUSES.slice(0, 3);
  test.each(
    before.flatMap((status) => ['stale', 'follow_up'].map((why) => [status, why] as const)),
  )('is a viewing, where there was none yet: %s, %s', (status, why) => {
    expect(nextStepOf(leadOf(why, status), PHONE)).toEqual({
      href: null,
      text: 'Programar visita',
    });
  });

  const after = LEAD_STATUSES.slice(3, 9);
  test.each(after.flatMap((status) => ['stale', 'follow_up'].map((why) => [status, why] as const)))(
    'is a call after that, where a number is known: %s, %s',
    (status, why) => {
      expect(nextStepOf(leadOf(why, status), PHONE)).toEqual({
        href: 'tel:600112233',
        text: 'Llamar',
      });
      expect(nextStepOf(leadOf(why, status), undefined)).toEqual({
        href: OWN_PAGE,
        text: 'Ver el lead',
      });
    },
  );

  test('is in the lead, where its viewing has no appointment', () => {
    const lead = leadOf('no_outcome', 'Visita Realizada');
    expect(nextStepOf(lead, PHONE)).toEqual({ href: OWN_PAGE, text: 'Ver el lead' });
  });
});
