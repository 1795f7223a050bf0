/** The Spanish names of stored values, as the screens show them. */
import { APPOINTMENT_STATUSES, type AppointmentStatus } from '#domain/documents/appointment';
import { newsOf, type ListingStatus } from '#domain/leads/listingStatus';

export const OUTCOME_NAMES = {
  won: 'Ganado',
  lost: 'Perdido',
  moved: 'Pasó a otro lead',
} as const;

export const VISIT_OUTCOME_NAMES = {
  offer_made: 'Hizo una oferta',
  more_info_needed: 'Necesita más información',
} as const;

export const ENQUIRY_STATUS_NAMES = {
  open: 'Abierta',
  answered: 'Respondida',
  dismissed: 'Descartada',
  removed: 'Eliminada',
} as const;

export const VISIT_STATUS_NAMES = {
  visit_pending: 'Pendiente',
  visit_done: 'Realizada',
} as const;

const MISSING_FIELD_NAMES: Readonly<Record<string, string>> = {
  listingId: 'Falta el inmueble',
  prospectId: 'Falta la ficha del propietario',
};

const LISTING_STATUS_NAMES = {
  reserved: 'Reservado',
  sold: 'Vendido',
  withdrawn: 'Retirado',
} as const;

/** Null if the listing can be had. */
export function nameListingStatus(status: ListingStatus | null): string | null {
  const news = newsOf(status);
  return news && LISTING_STATUS_NAMES[news];
}

export function nameAppointmentStatus(status: AppointmentStatus): string {
  return APPOINTMENT_STATUSES[status].shown.name;
}

export function nameMissingField(field: string): string {
  return MISSING_FIELD_NAMES[field] ?? `Falta ${field}`;
}
