/**
 * What people have typed and not saved. It outlives the form and a reload of the tab. When a session ends, all
 * keys that begin with {@link DRAFT_PREFIX} are removed.
 */
import { html } from 'lit';
import type { z } from 'zod';
import { focusNearestField } from './fields';
import { readOwnUid } from './ownUid';

const DRAFT_PREFIX = 'embudo-draft-';

/** Null if nobody is signed in. Nobody sees what another person has typed. */
function findKey(form: string): string | null {
  const uid = readOwnUid();
  return uid === null ? null : `${DRAFT_PREFIX}${uid}-${form}`;
}

/** What was typed into a form. Null if there is nothing, or if it cannot be read. */
export function readDraft<Draft>(form: string, schema: z.ZodType<Draft>): Draft | null {
  const key = findKey(form);
  if (key === null) return null;
  try {
    return schema.parse(JSON.parse(sessionStorage.getItem(key) ?? 'null'));
  } catch {
    return null;
  }
}

/** What follows `prefix` in the names of the forms that have a draft. */
export function listDrafts(prefix: string): string[] {
  const key = findKey(prefix);
  if (key === null) return [];
  return Object.keys(sessionStorage).flatMap((each) =>
    each.startsWith(key) ? [each.slice(key.length)] : [],
  );
}

export function keepDraft(form: string, draft: unknown): void {
  const key = findKey(form);
  if (key === null) return;
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A full storage keeps no draft. The form itself still has it.
  }
}

export function dropDraft(form: string): void {
  const key = findKey(form);
  if (key !== null) sessionStorage.removeItem(key);
}

/** Renders that a form shows a draft, with a button that discards it. */
export function renderRecovered(discard: () => void) {
  return html`<div class="notice calm row recovered" role="status">
    <span class="grow">Recuperado lo que habías escrito.</span>
    <button
      type="button"
      class="button"
      @click=${(event: Event) => {
        focusNearestField(event);
        discard();
      }}
    >
      Descartar
    </button>
  </div>`;
}
