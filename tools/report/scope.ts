/** Which leads and which time a report covers, and when it was made. */
export interface Scope {
  project: string;
  /** The first and the last day (`2026-01-31`); null if there is no such limit. */
  since: string | null;
  until: string | null;
  /** The time zone of the days and months. */
  timeZone: string;
  madeOn: string;
}
