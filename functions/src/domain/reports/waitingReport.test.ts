import { MICROS_PER_DAY } from '../time';
import { summarizeWaiting, type WaitingLead } from './waitingReport';

const NOW = 100 * MICROS_PER_DAY;
const DAY = 86_400;

const waiting = (
  assignedTo: string | null,
  status: WaitingLead['status'],
  days: number,
): WaitingLead => ({ assignedTo, status, at: NOW - days * MICROS_PER_DAY });

/** A median is within one per cent. */
const about = (seconds: number): unknown => expect.closeTo(seconds, -4);

test('leads that wait are counted by agent and by status, with the median and the longest wait', () => {
  const report = summarizeWaiting(
    [
      waiting('lucia', 'Oferta Presentada', 2),
      waiting('lucia', 'Visita Pendiente', 4),
      waiting('lucia', 'Visita Pendiente', 9),
      waiting(null, 'Visita Pendiente', 1),
      waiting('marc', 'Respuesta Pendiente', 3),
    ],
    NOW,
  );
  expect(report).toEqual({
    byAgent: [
      { agentId: 'lucia', leads: 3, median: about(4 * DAY), longest: 9 * DAY },
      { agentId: 'marc', leads: 1, median: about(3 * DAY), longest: 3 * DAY },
      { agentId: null, leads: 1, median: about(DAY), longest: DAY },
    ],
    byStatus: [
      { status: 'Respuesta Pendiente', leads: 1, median: about(3 * DAY), longest: 3 * DAY },
      { status: 'Visita Pendiente', leads: 3, median: about(4 * DAY), longest: 9 * DAY },
      { status: 'Oferta Presentada', leads: 1, median: about(2 * DAY), longest: 2 * DAY },
    ],
  });
});

test('where none waits, nothing is listed', () => {
  expect(summarizeWaiting([], NOW)).toEqual({ byAgent: [], byStatus: [] });
});

test('a time that has not come counts as no wait', () => {
  const { byAgent } = summarizeWaiting([waiting('lucia', 'Respuesta Pendiente', -1)], NOW);
  expect(byAgent).toEqual([{ agentId: 'lucia', leads: 1, median: 0, longest: 0 }]);
});
