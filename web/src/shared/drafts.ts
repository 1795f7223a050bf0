/**
 * What people have typed and not saved. It outlives the form and a reload of the tab, and in another `storage` what that
 * outlives. The end of a session clears both (device.ts).
 */
import { html } from 'lit';
import type { z } from 'zod';
import { DRAFT_PREFIX } from './device';
import { focusNearestField } from './fields';
import { readOwnUid } from './ownUid';

/** Where drafts are kept: by default in the tab. */
export interface DraftStorage extends Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  keys: () => string[];
}

export const tabDrafts: DraftStorage = {
  keys: () => Object.keys(sessionStorage),
  getItem: (key) => sessionStorage.getItem(key),
  setItem: (key, draft) => {
    sessionStorage.setItem(key, draft);
  },
  removeItem: (key) => {
    sessionStorage.removeItem(key);
  },
};

/** Null if nobody is signed in. Nobody sees what another person has typed. */
function findKey(form: string): string | null {
  const uid = readOwnUid();
  return uid === null ? null : `${DRAFT_PREFIX}${uid}-${form}`;
}

/** What was typed into a form. Null if there is nothing, or if it cannot be read. */
export function readDraft<Draft>(
  form: string,
  schema: z.ZodType<Draft>,
  storage = tabDrafts,
): Draft | null {
  const key = findKey(form);
  if (key === null) return null;
  try {
    return schema.parse(JSON.parse(storage.getItem(key) ?? 'null'));
  } catch {
    return null;
  }
}

/** What follows `prefix` in the names of the forms that have a draft. */
export function listDrafts(prefix: string, storage: DraftStorage): string[] {
  const key = findKey(prefix);
  if (key === null) return [];
  return storage.keys().flatMap((each) => (each.startsWith(key) ? [each.slice(key.length)] : []));
}

export function keepDraft(form: string, draft: unknown, storage = tabDrafts): void {
  const key = findKey(form);
  if (key === null) return;
  try {
    storage.setItem(key, JSON.stringify(draft));
  } catch {
    // A full storage keeps no draft. The form itself still has it.
  }
}

export function dropDraft(form: string, storage = tabDrafts): void {
  const key = findKey(form);
  if (key !== null) storage.removeItem(key);
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
