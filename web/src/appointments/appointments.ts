import * as appointments from '#client/appointments';
import type { Appointment } from '#client/appointments';
import type { ChangedMeanwhileError } from '#client/errors';
import { microsOfMillis } from '#domain/time';
import { noteAgent } from '../shared/agents';
import { dateOf } from '../shared/calendar';
import { client } from '../shared/client';
import { refuseConflict } from '../shared/writeRefused';
import { LONGEST, type Span } from './doubleBooking';

export type { Appointment };

type OnChange = (appointments: Appointment[]) => void;
type OnError = (error: Error) => void;

/** Remembers the agents of appointments that were read. */
function noteAgentsOf(read: readonly Appointment[]): void {
  for (const { agentId } of read) noteAgent(agentId);
}

const noting =
  (onChange: OnChange): OnChange =>
  (read) => {
    noteAgentsOf(read);
    onChange(read);
  };

/** Watches the appointments that begin from `from` until before `until`, of one agent or of all. */
export function watchBetween(
  when: { from: Date; until: Date; agent: string | null },
  onChange: OnChange,
  onError: OnError,
): () => void {
  return appointments.watchAppointments(client, when, noting(onChange), onError);
}

/** Watches one appointment. Null if it does not exist or cannot be used. */
export function watchAppointment(
  id: string,
  onChange: (appointment: Appointment | null) => void,
  onError: OnError,
): () => void {
  const note = (read: Appointment | null): void => {
    noteAgentsOf(read === null ? [] : [read]);
    onChange(read);
  };
  return appointments.watchAppointment(client, id, note, onError);
}

/** Reads the appointments of an agent or of a contact that may take place at the same time as another. */
export async function readOf(
  field: 'agentId' | 'contactId',
  whose: string,
  { startsAt, endsAt }: Span,
): Promise<Appointment[]> {
  const between = { after: dateOf(startsAt - LONGEST), before: dateOf(endsAt) };
  const read = await appointments.readAppointmentsOf(client, field, whose, between);
  noteAgentsOf(read);
  return read;
}

/** The limit of a meeting place (docs/contract.md §7), in UTF-16 units. */
export const MAX_PLACE_LENGTH = 200;

/**
 * Changes what a person has changed of an appointment. Refused if somebody else has changed the same meanwhile. With
 * `isAgain` one that is no longer open is scheduled again.
 */
export async function change(
  before: Appointment,
  changes: appointments.AppointmentFields,
  options: { isAgain?: boolean; signal?: AbortSignal } = {},
): Promise<void> {
  await appointments
    .changeAppointment(client, before, changes, options)
    .catch(refuseConflict(nameConflict));
}

function nameConflict({ field, stored }: ChangedMeanwhileError): string {
  switch (field) {
    case 'startsAt':
    case 'endsAt':
      return 'Alguien ha cambiado la hora de esta cita mientras tanto: ciérralo y mira la nueva.';
    case 'place':
      return `Alguien ha cambiado el lugar de esta cita mientras tanto: «${String(stored)}». Ciérralo y míralo.`;
    case 'notes':
      return `Alguien ha cambiado las notas de esta cita mientras tanto: «${String(stored)}». Ciérralo y míralas.`;
    default:
      return 'Alguien ha cambiado lo mismo de esta cita mientras tanto: ciérralo y míralo.';
  }
}

export const nowMicros = (): number => microsOfMillis(Date.now());
