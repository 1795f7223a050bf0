/** What the form of an appointment says, and what follows from it. */
import type { AppointmentFields, NewAppointment } from '#client/appointments';
import type { AppointmentType } from '#domain/documents/appointment';
import type { Appointment } from './appointments';

/** What the form of an appointment says. */
export interface FilledForm {
  contactId: string;
  /** The listings that are shown one after another. Empty if it is not known yet which. */
  listings: readonly string[];
  /** When the first one begins and ends. */
  startsAt: Date;
  endsAt: Date;
  notes: string;
  /** Only staff have the following fields. */
  agentId?: string | null;
  type?: AppointmentType;
  place?: string;
  /** Only customers have it. */
  requestedBy?: 'contact';
}

/** The appointments of a new form: one for each listing, one after another. The first has the id `id`. */
export function planOuting(
  id: string,
  { listings, startsAt, endsAt, ...common }: FilledForm,
): (NewAppointment & { id: string; startsAt: Date; endsAt: Date })[] {
  const length = endsAt.getTime() - startsAt.getTime();
  return (listings.length === 0 ? [null] : listings).map((listingId, n) => ({
    ...common,
    id: n === 0 ? id : `${id}-${n + 1}`,
    listingId,
    startsAt: new Date(startsAt.getTime() + n * length),
    endsAt: new Date(endsAt.getTime() + n * length),
  }));
}

/** What a form changes of an appointment. Its time is told apart: fields show no seconds. */
export function findFormChanges(
  before: Appointment,
  form: FilledForm,
  isTimeChanged: boolean,
): AppointmentFields {
  const { startsAt, endsAt, listings, agentId, type, place, notes } = form;
  const wanted = { listingId: listings[0] ?? null, agentId, type, place, notes };
  const isChanged = (field: keyof typeof wanted): boolean =>
    wanted[field] !== undefined && wanted[field] !== before[field];
  return {
    ...(isTimeChanged && { startsAt, endsAt }),
    ...(isChanged('listingId') && { listingId: wanted.listingId }),
    ...(isChanged('agentId') && { agentId: agentId ?? null }),
    ...(isChanged('type') && { type: type ?? null }),
    ...(isChanged('place') && { place: place ?? null }),
    ...(isChanged('notes') && { notes }),
  };
}
