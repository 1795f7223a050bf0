import { isToCome } from '#domain/documents/appointment';
import { confirm } from '../shared/confirm';
import { formatDayAndTime } from '../shared/format';
import { nowMicros, type Appointment } from './appointments';

/**
 * Asks before it is recorded how an appointment went that has not begun yet: `yes` is the button that goes on.
 * Resolves to whether to go on; for an appointment whose time has come, without a question.
 */
export async function confirmOutcome(
  appointment: Pick<Appointment, 'startsAt'>,
  yes: string,
): Promise<boolean> {
  const { startsAt } = appointment;
  if (startsAt === null || !isToCome(appointment, nowMicros())) return true;
  return confirm({
    title: 'Esta cita aún no ha llegado',
    doubts: () => [`Empieza ${formatDayAndTime(startsAt)}: todavía no se sabe cómo irá.`],
    yes,
  });
}
