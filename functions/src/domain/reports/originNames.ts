import type { SourceName } from '../leads/leadDetails';
import type { OriginRow } from './originReport';

/** How a lead without origin began, as people at the agency say it. */
const SOURCE_NAMES: Readonly<Record<SourceName, string>> = {
  Enquiry: 'Sin procedencia: consulta',
  Appointment: 'Sin procedencia: cita',
  Visit: 'Sin procedencia: visita',
};

/** The Spanish name of a row of the report by origin. The words of an older system stay as they are. */
export function nameOrigin({ portal, source }: Pick<OriginRow, 'portal' | 'source'>): string {
  if (portal !== null) return portal;
  if (source === null) return 'Sin portal';
  const names: Readonly<Record<string, string>> = SOURCE_NAMES;
  return Object.hasOwn(names, source) ? (names[source] ?? source) : source || 'Sin procedencia';
}
