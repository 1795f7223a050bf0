import { html } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { showUntilClosed } from './dialog';
import { View } from './view';

/** A question before something is saved that may be a mistake. */
export interface Question {
  title: string;
  /** What speaks against it, a paragraph each. They are asked again when a name becomes known. */
  doubts: () => readonly string[];
  /** The button that goes on. */
  yes: string;
}

/**
 * Asks a question in a dialog over the page and over its dialogs. Resolves to whether somebody chose to go on.
 * Closing the dialog in any other way means no.
 */
export async function confirm(question: Question): Promise<boolean> {
  const dialog = new ConfirmDialog();
  dialog.question = question;
  document.body.append(dialog);
  const isYes = await dialog.ask();
  dialog.remove();
  return isYes;
}

@customElement('confirm-dialog')
export class ConfirmDialog extends View {
  question: Question | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  private isYes = false;

  /** Resolves once the dialog is closed. */
  async ask(): Promise<boolean> {
    await this.updateComplete;
    await showUntilClosed(this.dialog);
    return this.isYes;
  }

  override render() {
    return html`<dialog
      role="alertdialog"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-doubts"
    >
      <div class="dialog-body">
        <h2 id="confirm-title">${this.question?.title}</h2>
        <div id="confirm-doubts" class="stack tight">
          ${this.question?.doubts().map((each) => html`<p class="break">${each}</p>`)}
        </div>
        <div class="row end">
          <button
            class="button"
            @click=${() => {
              this.answer(false);
            }}
          >
            Volver
          </button>
          <button
            class="button main"
            @click=${() => {
              this.answer(true);
            }}
          >
            ${this.question?.yes}
          </button>
        </div>
      </div>
    </dialog>`;
  }

  private answer(isYes: boolean): void {
    this.isYes = isYes;
    this.dialog.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'confirm-dialog': ConfirmDialog;
  }
}
