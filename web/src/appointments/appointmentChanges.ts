import type { Appointment } from './appointments';

/** What people see of an appointment, in the order in which they read it. */
const SHOWN_PARTS = [
  'time',
  'status',
  'confirmation',
  'type',
  'listing',
  'place',
  'agent',
  'notes',
] as const;
export type ShownPart = (typeof SHOWN_PARTS)[number];

const FIELDS: Readonly<Record<ShownPart, readonly (keyof Appointment)[]>> = {
  time: ['startsAt', 'endsAt'],
  status: ['status'],
  confirmation: ['confirmedAt'],
  type: ['type'],
  listing: ['listingId'],
  place: ['place'],
  agent: ['agentId'],
  notes: ['notes'],
};

/** The parts of an appointment that are not as they were. */
export function findChangedParts(before: Appointment, now: Appointment): ShownPart[] {
  return SHOWN_PARTS.filter((part) => FIELDS[part].some((field) => before[field] !== now[field]));
}
