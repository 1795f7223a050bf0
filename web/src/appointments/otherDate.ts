/** How a customer asks for another date. Only their form loads it. */
import { askForOtherDate } from '#client/requests';
import { client } from '../shared/client';
import { refuseConflict } from '../shared/writeRefused';
import type { Appointment } from './appointments';
import type { FilledForm } from './filledForm';

const NOT_OPEN = 'Esta cita ya no está programada: mira cómo ha quedado en «Mis citas».';

/** Asks for another date as a customer. The new appointment has the id `id`. */
export async function saveOtherDate(
  id: string,
  before: Appointment,
  { startsAt, endsAt, notes }: FilledForm,
  signal: AbortSignal,
): Promise<void> {
  await askForOtherDate(client, before, { startsAt, endsAt, notes }, { id, signal }).catch(
    refuseConflict(NOT_OPEN),
  );
}
