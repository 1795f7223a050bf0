import type { LeadStatus } from '#domain/leadStatus';
import { MICROS_PER_DAY } from '#domain/time';
import type { Lead } from '../leads/leads';
import { expectMoved, inColumnOrder } from './boardMoves';

jest.mock('../leads/leads', () => ({}));

const NOW = 1_000 * MICROS_PER_DAY;
const HOURS = MICROS_PER_DAY / 24;

const leadOf = (fields: Partial<Lead> = {}): Lead =>
  ({
    id: 'l',
    status: 'Respuesta Pendiente',
    attention: { at: NOW - 1, why: 'stale' },
    nextViewingAt: null,
    followUpAt: null,
    ...fields,
  }) as Lead;

describe('a lead that is moved is expected to need somebody', () => {
  const soon = NOW + 5 * HOURS;
  test.each<[string, LeadStatus, Partial<Lead>, number | null]>([
    ['when its new status has grown old', 'Información Solicitada', {}, NOW + 2 * MICROS_PER_DAY],
    ['not at all once it is closed', 'Cerrado', {}, null],
    ['after its viewing', 'Visita Pendiente', { nextViewingAt: soon }, soon + 3 * HOURS],
    ['in three days, without one', 'Visita Pendiente', {}, NOW + 3 * MICROS_PER_DAY],
    [
      'no earlier for a viewing',
      'Oferta Presentada',
      { nextViewingAt: soon },
      NOW + 2 * MICROS_PER_DAY,
    ],
    ['no earlier than it was put off', 'Oferta Presentada', { followUpAt: NOW * 2 }, NOW * 2],
    [
      'as before, where its listing is gone',
      'Oferta Presentada',
      { attention: { at: 7, why: 'listing_gone' } },
      7,
    ],
  ])('%s: %s', (_, to, fields, at) => {
    const moved = expectMoved(leadOf(fields), to, NOW);
    expect(moved.status).toBe(to);
    expect(moved.attention?.at ?? null).toBe(at);
  });
});

test('open leads are in the order in which they need somebody, closed ones newest first', () => {
  const at = (id: string, time: number | null): Lead =>
    leadOf({
      id,
      attention: time === null ? null : { at: time, why: 'stale' },
      statusChangedAt: time,
    });
  const leads = [at('b', 2), at('none', null), at('a', 1), at('c', 3)];
  const idsIn = (status: LeadStatus) => inColumnOrder(status, leads).map(({ id }) => id);
  expect(idsIn('Oferta Presentada')).toEqual(['a', 'b', 'c', 'none']);
  expect(idsIn('Cerrado')).toEqual(['c', 'b', 'a', 'none']);
});
