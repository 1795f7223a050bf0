import type { Lead } from '#client/leads';
import type { Viewing } from '#domain/viewings/viewing';
import { appointmentState, viewing, viewingsOf } from '../../../functions/test/support/builders';
import { nextStepOf } from './nextStep';

const AT = 90;
const scheduled = { ...appointmentState('Scheduled', 10), startsAt: AT };
const leadOf = (why: string, ...viewings: readonly Viewing[]) =>
  ({
    id: 'l/1',
    nextViewingAt: AT,
    attention: { at: AT, why },
    viewings: viewingsOf(...viewings),
  }) as unknown as Lead;

describe('the next step of a lead that needs somebody', () => {
  test('is the outcome of the viewing that has passed', () => {
    const earlier = { ...scheduled, status: 'Cancelled' as const };
    const lead = leadOf('no_outcome', viewing('A', 10, earlier), viewing('B', 10, scheduled));
    expect(nextStepOf(lead)).toEqual({
      href: '/calendario/visita/B',
      text: 'Registrar visita',
    });
  });
  test.each([
    ['no_date', 'Poner fecha'],
    ['stale', 'Ver el lead'],
    ['follow_up', 'Ver el lead'],
    ['no_outcome', 'Ver el lead'],
  ])('is in the lead itself: %s', (why, text) => {
    expect(nextStepOf(leadOf(why))).toEqual({ href: '/embudo/l%2F1', text });
  });
});
