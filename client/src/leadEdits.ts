/** What people edit of a lead. An app that only shows leads does not load it. */
import { Timestamp, type DocumentData } from 'firebase/firestore';
import type { Fields } from './changes';
import type { EmbudoClient } from './client';
import { ChangedMeanwhileError } from './errors';
import { editedLeadSchema } from './leads';
import { updateLead, type WriteOptions } from './writes';

/** Gives a lead to an agent, or to nobody. Only admins may. */
export async function assignLead(
  client: EmbudoClient,
  id: string,
  assignedTo: string | null,
  { signal }: WriteOptions = {},
): Promise<void> {
  await updateLead(client, id, () => ({ assignedTo }), signal);
}

/**
 * Saves the internal notes, at most 2,000 characters. `base` is what the person began with: if somebody else has saved
 * other notes since, it rejects with {@link ChangedMeanwhileError}. Without it the notes replace whatever is there.
 */
export async function editLeadNotes(
  client: EmbudoClient,
  id: string,
  notes: string,
  { base, signal }: WriteOptions & { base?: string | undefined } = {},
): Promise<void> {
  const decide = (data: DocumentData): Fields => {
    const stored = editedLeadSchema.parse(data).notes;
    if (base !== undefined && stored !== base && stored !== notes) {
      throw new ChangedMeanwhileError('notes', stored);
    }
    return { notes };
  };
  await updateLead(client, id, decide, signal);
}

/** Changes the tags: at most 20, each of at most 40 characters. `change` runs again if the lead changes meanwhile. */
export async function editLeadTags(
  client: EmbudoClient,
  id: string,
  change: (tags: readonly string[]) => readonly string[],
  { signal }: WriteOptions = {},
): Promise<void> {
  const decide = (data: DocumentData) => ({ tags: change(editedLeadSchema.parse(data).tags) });
  await updateLead(client, id, decide, signal);
}

/** Puts a lead off: it needs nobody before `until`. Null takes that back. */
export async function putOffLead(
  client: EmbudoClient,
  id: string,
  until: Date | null,
  { signal }: WriteOptions = {},
): Promise<void> {
  const followUpAt = until && Timestamp.fromDate(until);
  await updateLead(client, id, () => ({ followUpAt }), signal);
}
