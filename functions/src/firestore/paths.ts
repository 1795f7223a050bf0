import type { SourceRef } from '../domain/viewing';

/**
 * Every path of the database, written once: for documents, and with a `{wildcard}` in the place of an
 * id for the triggers.
 */
export const appointmentPath = (id: string) => `appointments/${id}`;
export const visitPath = (id: string) => `visits/${id}`;
export const LEADS = 'leads';
export const leadPath = (id: string) => `${LEADS}/${id}`;
export const STATUS_HISTORY = 'statusHistory';
export const statusHistoryPath = (leadId: string) => `${leadPath(leadId)}/${STATUS_HISTORY}`;

/** A path after those of a lead's whole history, and before those of the next lead's. */
export const afterHistoryPath = (leadId: string) => `${statusHistoryPath(leadId)}~/~`;

/** The id is the sequence number, zero-padded, so that the console lists the history in order. */
export const historyEntryPath = (leadId: string, seq: number) =>
  `${statusHistoryPath(leadId)}/${String(seq).padStart(6, '0')}`;

/** What the nightly check keeps from one run to the next. */
export const CHECK_PROGRESS_PATH = 'maintenance/checkLeads';

export function sourcePath({ collection, id }: SourceRef): string {
  switch (collection) {
    case 'appointments':
      return appointmentPath(id);
    case 'visits':
      return visitPath(id);
  }
}
