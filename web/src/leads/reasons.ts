import { readLostReasons, saveLostReasons } from '#client/boardSettings';
import { readManualEntries } from '#client/history';
import type { LeadStatus } from '#domain/leadStatus';
import { client } from '../shared/client';
import { mostUsed } from './usedReasons';

/** So many of the newest moves to a status tell which reasons are usual there. */
const ENTRIES_READ = 50;

/** Offered to whoever closes a lead as lost until the agency keeps a list of its own. */
const DEFAULT_LOST_REASONS: readonly string[] = [
  'Compra otra vivienda',
  'Precio',
  'No responde',
  'Sin financiación',
  'Ya no busca',
];

/** Why the agency loses leads: its own list, else a sensible one. */
export async function listLostReasons(): Promise<readonly string[]> {
  return (await readLostReasons(client)) ?? DEFAULT_LOST_REASONS;
}

/** Keeps the agency's list. Only admins may. */
export async function keepLostReasons(
  reasons: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await saveLostReasons(client, reasons, { signal });
}

/** What was read of each step, as long as the page is open. */
const usual = new Map<string, Promise<readonly string[]>>();

/** The reasons that the agency uses most for moves by hand to a status; for `Cerrado`, to close as won. */
export function listUsualReasons(to: LeadStatus): Promise<readonly string[]> {
  const known = usual.get(to);
  if (known !== undefined) return known;
  const reading = readUsualReasons(to);
  usual.set(to, reading);
  reading.catch(() => usual.delete(to));
  return reading;
}

async function readUsualReasons(to: LeadStatus): Promise<readonly string[]> {
  const entries = await readManualEntries(client, to, ENTRIES_READ);
  return mostUsed(entries.filter(({ outcome }) => outcome !== 'lost').map(({ reason }) => reason));
}
