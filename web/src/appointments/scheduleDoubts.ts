import type { Micros } from '#domain/time';
import { confirm } from '../shared/confirm';
import { formatDayAndTime, formatTime } from '../shared/format';
import { names } from '../shared/names';
import { nowMicros, readOf, type Appointment } from './appointments';
import { findOverlapping, type Span } from './doubleBooking';

/** An appointment as it is about to be saved. */
export interface WantedAppointment extends Span {
  /** Null if it is new. */
  id: string | null;
  contactId: string;
  agentId: string | null;
  /** Whether the customer asks for it in person. */
  isOwn: boolean;
}

/**
 * Asks whether to save what may be a mistake: a time that has passed, a double booking of the agent or of the customer.
 * Resolves to whether to go on; if there is no doubt, without a question. Throws if it cannot read the appointments.
 */
export async function confirmSchedule(wanted: WantedAppointment): Promise<boolean> {
  const { startsAt, agentId, contactId } = wanted;
  const [ofAgent, ofContact] = await Promise.all([
    agentId === null ? [] : findOthers(wanted, 'agentId', agentId),
    findOthers(wanted, 'contactId', contactId),
  ]);
  const isPast = startsAt < nowMicros();
  const others = new Map([...ofAgent, ...ofContact].map((each) => [each.id, each]));
  if (!isPast && others.size === 0) return true;
  const isDouble = others.size > 0;
  return confirm({
    title: isDouble ? 'Ya hay otra cita a esa hora' : 'Esta fecha ya ha pasado',
    doubts: () => [
      ...(isPast ? [describePast(startsAt)] : []),
      ...[...others.values()].map((each) => describe(each, wanted)),
    ],
    yes: isDouble ? 'Guardar igualmente' : 'Apuntarla igualmente',
  });
}

async function findOthers(
  { id, startsAt, endsAt }: Span & { id: string | null },
  field: 'agentId' | 'contactId',
  whose: string,
): Promise<Appointment[]> {
  const others = await readOf(field, whose, { startsAt, endsAt });
  return findOverlapping({ startsAt, endsAt }, others).filter((each) => each.id !== id);
}

function describePast(startsAt: Micros): string {
  return `${formatDayAndTime(startsAt)}: esa fecha ya ha pasado. ¿Apuntarla igualmente?`;
}

function describe(
  { startsAt, endsAt, contactId, agentId, type }: Appointment,
  wanted: WantedAppointment,
): string {
  const from = startsAt === null ? '' : formatDayAndTime(startsAt);
  const until = endsAt === null ? '' : ` a ${formatTime(endsAt)}`;
  if (wanted.isOwn) return `Ya tienes una cita: ${from}${until}.`;
  const contact = names.contact(contactId);
  const agent = agentId === null ? 'sin agente' : `con ${names.agent(agentId)}`;
  const isSame = contactId === wanted.contactId;
  const who = isSame || agentId === null ? contact : names.agent(agentId);
  const whom = isSame || agentId === null ? agent : `con ${contact}`;
  return `${who} ya tiene una cita: ${from}${until} (${type}, ${whom}).`;
}
