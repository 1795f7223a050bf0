import { DocumentReference, GeoPoint, Timestamp } from 'firebase-admin/firestore';

export type PlainFields = Readonly<Record<string, unknown>>;

/** The fields of a document as plain JSON: times in ISO 8601, references as paths, bytes in Base64. */
export function plainFields(data: unknown): PlainFields {
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof DocumentReference) return value.path;
  if (value instanceof GeoPoint) return { latitude: value.latitude, longitude: value.longitude };
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plainValue);
  // JSON knows neither NaN nor the infinities.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return typeof value === 'object' && value !== null ? plainFields(value) : value;
}

/** In ISO 8601, to the microsecond, as Firestore keeps it. */
export function formatTimestamp({ seconds, nanoseconds }: Timestamp): string {
  const second = new Date(seconds * 1_000).toISOString().slice(0, -'.000Z'.length);
  return `${second}.${String(Math.floor(nanoseconds / 1_000)).padStart(6, '0')}Z`;
}
