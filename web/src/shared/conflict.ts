import { html } from 'lit';
import { focusNearestField } from './fields';
import { names } from './names';
import { readOwnUid } from './ownUid';

/** What somebody else has stored in a field that this person is changing. */
interface Conflict {
  /** Who has stored it (`updatedBy`). Null if nobody knows. */
  by: string | null;
  /** What the field holds now, in words. */
  theirs: string;
  onKeep: () => void;
  onUse: () => void;
}

/** Renders what somebody else has stored meanwhile, and the choice between both. */
export function renderConflict({ by, theirs, onKeep, onUse }: Conflict) {
  const after = (choose: () => void) => (event: Event) => {
    focusNearestField(event);
    choose();
  };
  return html`<div class="notice calm stack tight conflict" role="alert">
    <p class="break">${nameWriter(by)} ha guardado mientras escribías: «${theirs}»</p>
    <div class="row">
      <button type="button" class="button" @click=${after(onKeep)}>Quedarme con lo mío</button>
      <button type="button" class="button" @click=${after(onUse)}>Usar lo suyo</button>
    </div>
  </div>`;
}

/** The message for somebody who saves without having chosen. */
export const CHOOSE_FIRST =
  'Alguien ha guardado otra cosa mientras escribías: elige antes con qué te quedas.';

/** Resolves once it is known what somebody is called: a message that is shown once cannot change later. */
export function learnWriter(uid: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = names.watch(resolveIfKnown);
    function resolveIfKnown(): void {
      if (names.contacts.get(uid) === undefined) return;
      stop();
      resolve();
    }
    resolveIfKnown();
  });
}

/** Who has saved something: `updatedBy`, by name. */
export function nameWriter(uid: string | null): string {
  if (uid === null) return 'Alguien';
  return uid === readOwnUid() ? 'Tu otra ventana' : names.agent(uid);
}
