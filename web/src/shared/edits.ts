/**
 * What one person changes in a form whose fields others may change at the same time. All of it is text, as
 * the form shows it.
 */
import { z } from 'zod';

const editSchema = z.object({
  /** What was stored when the person began to change the field, or when they last decided to keep their own. */
  base: z.string(),
  mine: z.string(),
});
export type Edit = z.infer<typeof editSchema>;

export const editsSchema = z.record(z.string(), editSchema);
/** The changed fields by name. */
export type Edits = Readonly<Record<string, Edit>>;

/** The stored fields of a form by name. */
export type Texts = Readonly<Record<string, string>>;

/** The text that the form shows. */
export function shownText(edits: Edits, stored: Texts, field: string): string {
  return edits[field]?.mine ?? stored[field] ?? '';
}

/** Changes a field. What is as stored is no change. */
export function changeText(edits: Edits, stored: Texts, field: string, mine: string): Edits {
  const now = stored[field] ?? '';
  if (mine === now) return withoutEdit(edits, field);
  return { ...edits, [field]: { base: edits[field]?.base ?? now, mine } };
}

export function withoutEdit(edits: Edits, field: string): Edits {
  return Object.fromEntries(Object.entries(edits).filter(([name]) => name !== field));
}

/** The same changes, as if they had been begun from these stored texts. The fields without one stay as they are. */
export function rebase(edits: Edits, stored: Texts): Edits {
  return Object.fromEntries(
    Object.entries(edits).map(([field, { base, mine }]) => [
      field,
      { base: stored[field] ?? base, mine },
    ]),
  );
}

/** The changes that are not stored yet. */
export function findUnsaved(edits: Edits, stored: Texts): Edits {
  return Object.fromEntries(
    Object.entries(edits).filter(([field, { mine }]) => mine !== (stored[field] ?? '')),
  );
}

/** The fields that somebody else has stored with another text than this person began with, and than they want. */
export function findConflicts(edits: Edits, stored: Texts): string[] {
  return Object.entries(findUnsaved(edits, stored))
    .filter(([field, { base }]) => base !== (stored[field] ?? ''))
    .map(([field]) => field);
}
