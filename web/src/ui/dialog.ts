import { html } from 'lit';

/** Opens a dialog over the page once it has been rendered; the browser keeps the focus within. */
export function openModal(root: ParentNode, selector: string): void {
  const dialog = root.querySelector<HTMLDialogElement>(selector);
  if (dialog !== null && !dialog.open) dialog.showModal();
}

export function closeModal(root: ParentNode, selector: string): void {
  root.querySelector<HTMLDialogElement>(selector)?.close();
}

/** The button with which somebody thinks better of what a form asks. */
export function leaveButton(root: ParentNode) {
  return html`<button
    type="button"
    class="button"
    @click=${() => {
      closeModal(root, 'dialog');
    }}
  >
    Dejarlo
  </button>`;
}
