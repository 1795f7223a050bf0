/** The fields in which people type. */
const TYPED = 'input, textarea, select, [contenteditable]';

/** What keys do, by their names. False if a key does nothing now. */
export type KeyActions = Readonly<Record<string, (event: KeyboardEvent) => unknown>>;

/** Listens to keys that act on the whole page: not while somebody types, or a dialog is open. */
export function watchKeys(actions: KeyActions): () => void {
  const act = (event: KeyboardEvent): void => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    const isTyped = target instanceof Element && target.closest(TYPED) !== null;
    if (isTyped || ctrlKey || metaKey || altKey || event.defaultPrevented) return;
    const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
    if (action === undefined || document.querySelector('dialog[open]') !== null) return;
    if (action(event) !== false) event.preventDefault();
  };
  addEventListener('keydown', act);
  return () => {
    removeEventListener('keydown', act);
  };
}
