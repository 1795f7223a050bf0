/**
 * What somebody has typed into the form of a visit, and not sent: in the street there may be no network until the evening. So
 * on their own device it outlives the tab and the browser.
 */
import { z } from 'zod';
import { isOwnDevice } from '../shared/device';
import { deviceDrafts, openDeviceDrafts, watchDeviceDrafts } from '../shared/deviceDrafts';
import { dropDraft, keepDraft, listDrafts, readDraft, tabDrafts } from '../shared/drafts';
import { editsSchema } from '../shared/edits';

const NEW = 'new-visit-';

/** The name of the draft of the visit that is yet to be registered for an appointment. */
export const nameNewVisit = (appointmentId: string): string => `${NEW}${appointmentId}`;

/** The name of the draft of what is corrected in a registered visit. */
export const nameCorrection = (visitId: string): string => `visit-${visitId}`;

const draftSchema = z.object({
  /** The id of the visit that the form registers, or corrects. */
  visitId: z.string(),
  edits: editsSchema,
});
type VisitDraft = z.infer<typeof draftSchema>;

const storage = () => (isOwnDevice() ? deviceDrafts : tabDrafts);

/** Reads what the device has kept, if it is this person's own. Drafts are there only then. */
export async function openVisitDrafts(): Promise<void> {
  if (isOwnDevice()) await openDeviceDrafts();
}

/** Calls `onChange` when another tab has kept or sent a draft. Returns what ends that. */
export const watchVisitDrafts = watchDeviceDrafts;

/** Null if there is nothing. */
export function readVisitDraft(name: string): VisitDraft | null {
  return readDraft(name, draftSchema, storage());
}

export function keepVisitDraft(name: string, draft: VisitDraft): void {
  keepDraft(name, draft, storage());
}

export function dropVisitDraft(name: string): void {
  dropDraft(name, storage());
}

/** The ids of the appointments whose visits somebody has begun to register, and not sent. */
export function listUnsentVisits(): string[] {
  return listDrafts(NEW, storage());
}
