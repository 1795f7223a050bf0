/** The board's logic follows the table of appointment statuses, without a browser. */
import { EXTRA_STATUS, loadBoardModules } from '../support/extendedBoard';

/** The modules of the board that depend on the table. */
interface Logic {
  listActions: (appointment: { status: string; type: string }) => {
    status: string;
    label: string;
    isDanger: boolean;
    isOutcome: boolean;
  }[];
  mayChangeListing: (appointment: { status: unknown; listingId: unknown }) => boolean;
  nameAppointmentStatus: (status: string) => string;
  summarizeAppointments: (counts: ReadonlyMap<string, number>) => {
    total: number;
    rows: readonly { name: string; fill: number; statuses: readonly string[]; count: number }[];
    held: { statuses: readonly string[]; count: number };
    missed: { statuses: readonly string[]; count: number };
  };
}
const MODULES = [
  'appointments/appointmentActions',
  'reports/appointmentSummary',
  'shared/displayNames',
];

const COUNTS = new Map([
  ['Scheduled', 5],
  ['Completed', 6],
  ['Cancelled', 3],
  ['NoShow', 2],
]);

describe('with the four statuses of the table', () => {
  let logic: Logic;
  beforeAll(async () => {
    logic = await loadBoardModules<Logic>(MODULES, { isExtended: false });
  });

  const completed = {
    status: 'Completed',
    label: 'Marcar como realizada',
    isDanger: false,
    isOutcome: true,
  };
  const noShow = { status: 'NoShow', label: 'No se presentó', isDanger: false, isOutcome: true };
  const cancelled = {
    status: 'Cancelled',
    label: 'Cancelar la cita',
    isDanger: true,
    isOutcome: false,
  };

  test.each([
    ['Visita', [noShow, cancelled]],
    ['Reunión', [completed, noShow, cancelled]],
    ['Firma', [completed, noShow, cancelled]],
    ['Cierre', [completed, noShow, cancelled]],
    ['Viaje', [completed, noShow, cancelled]],
  ])('an open %s has its buttons, a closed one none', (type, actions) => {
    expect(logic.listActions({ status: 'Scheduled', type })).toEqual(actions);
    for (const status of ['Completed', 'Cancelled', 'NoShow']) {
      expect(logic.listActions({ status, type })).toEqual([]);
    }
  });

  test('a listing may be changed while the appointment is scheduled, or while it has none', () => {
    expect(logic.mayChangeListing({ status: 'Scheduled', listingId: 'l' })).toBe(true);
    for (const status of ['Completed', 'Cancelled', 'NoShow', 'Otro', undefined]) {
      for (const listingId of ['l', 7, 0, false]) {
        expect(logic.mayChangeListing({ status, listingId })).toBe(false);
      }
      for (const listingId of ['', null, undefined]) {
        expect(logic.mayChangeListing({ status, listingId })).toBe(true);
      }
    }
  });

  test('the report counts each result, and those who did not come', () => {
    expect(logic.summarizeAppointments(COUNTS)).toEqual({
      total: 16,
      rows: [
        { name: 'Realizada', fill: 4, statuses: ['Completed'], count: 6 },
        { name: 'Cancelada', fill: 0, statuses: ['Cancelled'], count: 3 },
        { name: 'No se presentó', fill: 8, statuses: ['NoShow'], count: 2 },
        { name: 'Sin resultado', fill: 5, statuses: ['Scheduled'], count: 5 },
      ],
      held: { statuses: ['Completed', 'NoShow'], count: 8 },
      missed: { statuses: ['NoShow'], count: 2 },
    });
  });
});

describe('with one more line in the table, which counts like Scheduled', () => {
  let logic: Logic;
  beforeAll(async () => {
    logic = await loadBoardModules<Logic>(MODULES, { isExtended: true });
  });

  test('the new status has its name', () => {
    expect(logic.nameAppointmentStatus(EXTRA_STATUS)).toBe('Confirmada');
  });

  test('the new status is offered for a scheduled appointment, and is open itself', () => {
    const labels = (status: string) =>
      logic.listActions({ status, type: 'Visita' }).map(({ label }) => label);
    expect(labels('Scheduled')).toEqual([
      'Confirmar la cita',
      'No se presentó',
      'Cancelar la cita',
    ]);
    expect(labels(EXTRA_STATUS)).toEqual(['No se presentó', 'Cancelar la cita']);
  });

  test('the report counts the new status among those without a result', () => {
    const { total, rows, held } = logic.summarizeAppointments(
      new Map([...COUNTS, [EXTRA_STATUS, 4]]),
    );
    expect(rows.at(-1)).toEqual({
      name: 'Sin resultado',
      fill: 5,
      statuses: [EXTRA_STATUS, 'Scheduled'],
      count: 9,
    });
    expect([total, held.count]).toEqual([20, 8]);
  });
});
