import { editLeadNotes, editLeadTags } from '#client/leadEdits';
import { client } from '../shared/client';
import { CHOOSE_FIRST } from '../shared/conflict';
import type { Edit } from '../shared/edits';
import { refuseConflict, WriteRefused } from '../shared/writeRefused';
import { judgeTag } from './tags';

/** Saves the internal notes. Refused if somebody else has saved others since this person began to write. */
export async function editNotes(
  id: string,
  { base, mine }: Edit,
  signal?: AbortSignal,
): Promise<void> {
  await editLeadNotes(client, id, mine, { base, signal }).catch(refuseConflict(CHOOSE_FIRST));
}

/** Adds a tag. Refused if the lead has it already, or has no room for it. */
export async function addTag(id: string, typed: string, signal?: AbortSignal): Promise<void> {
  const add = (tags: readonly string[]): readonly string[] => {
    const { tag, refusal } = judgeTag(typed, tags);
    // A try whose answer was lost has added it.
    if (tags.includes(tag)) return tags;
    if (refusal !== null) throw new WriteRefused(refusal);
    return [...tags, tag];
  };
  await editLeadTags(client, id, add, { signal });
}
