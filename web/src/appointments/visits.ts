import { updateSource } from '#client/writes';
import type { Fields } from '#client/changes';
import { parseVisitFields } from '#client/visits';
import { client } from '../shared/client';
import { CHOOSE_FIRST } from '../shared/conflict';
import { findConflicts, type Edits } from '../shared/edits';
import { WriteRefused } from '../shared/writeRefused';
import { readNotes, readResult, textsOf } from './visitTexts';

/**
 * Corrects a registered visit: only the fields that this person has changed. The server then derives the lead
 * again. Refused if somebody else has stored another text in one of them since.
 */
export async function correctVisit(id: string, edits: Edits, signal?: AbortSignal): Promise<void> {
  const decide = (stored: Fields): Fields => {
    const visit = parseVisitFields(stored);
    if (findConflicts(edits, textsOf(visit)).length > 0) throw new WriteRefused(CHOOSE_FIRST);
    const { result, notes } = edits;
    return {
      status: 'visit_done',
      ...(result !== undefined && readResult(result.mine, visit)),
      ...(notes !== undefined && { notes: readNotes(notes.mine) }),
    };
  };
  await updateSource(client, { collection: 'visits', id }, decide, signal);
}
