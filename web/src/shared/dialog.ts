import { html } from 'lit';

/** Opens a rendered dialog over the page. The browser keeps the focus inside it. */
export function openModal(root: ParentNode, selector: string): void {
  const dialog = root.querySelector<HTMLDialogElement>(selector);
  if (dialog !== null && !dialog.open) dialog.showModal();
}

/** Opens a dialog over the page. Resolves once it is closed. */
export async function showUntilClosed(dialog: HTMLDialogElement): Promise<void> {
  dialog.showModal();
  await new Promise((resolve) => {
    dialog.addEventListener('close', resolve, { once: true });
  });
}

export function closeModal(root: ParentNode, selector: string): void {
  root.querySelector<HTMLDialogElement>(selector)?.close();
}

/** Renders the button that closes a form's dialog without doing anything. */
export function renderCancelButton(root: ParentNode, text = 'Cancelar') {
  return html`<button
    type="button"
    class="button"
    @click=${() => {
      closeModal(root, 'dialog');
    }}
  >
    ${text}
  </button>`;
}
