/** How the form of new appointments is saved. */
import { scheduleAppointment, scheduleAppointments } from '#client/appointments';
import { client } from '../shared/client';
import { planOuting, type FilledForm } from './filledForm';

/** Saves new appointments. */
export async function saveNew(id: string, form: FilledForm, signal: AbortSignal): Promise<void> {
  const [first, ...more] = planOuting(id, form);
  if (first === undefined) return;
  if (more.length > 0) await scheduleAppointments(client, [first, ...more], { signal });
  else {
    const { id: _id, ...appointment } = first;
    await scheduleAppointment(client, appointment, { id, signal });
  }
}
