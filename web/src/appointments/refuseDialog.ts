import { html } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { renderCancelButton, showUntilClosed } from '../shared/dialog';
import { focusFirstError, renderFieldError } from '../shared/fields';
import { explainLength, MAX_TEXT_LENGTH } from '../shared/textLength';
import { View } from '../shared/view';

/** What stands before the reason in the notes, which the customer wrote. */
const ANSWER = 'Respuesta de la agencia: ';
const BREAK = 2;

/**
 * Asks why a request is refused. `notes` are those that it has: both have to fit. Resolves to the paragraph for the notes,
 * or to null if somebody closes the dialog.
 */
export async function askForReason(who: string, notes: string): Promise<string | null> {
  const dialog = new RefuseDialog();
  dialog.who = who;
  dialog.maxLength = MAX_TEXT_LENGTH - notes.length - ANSWER.length - BREAK;
  document.body.append(dialog);
  const reason = await dialog.ask();
  dialog.remove();
  return reason === null ? null : `${ANSWER}${reason}`;
}

@customElement('refuse-dialog')
export class RefuseDialog extends View {
  /** Whose request it is, as people name it. */
  who = '';
  maxLength = MAX_TEXT_LENGTH;
  @state() private error: string | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  private reason: string | null = null;

  /** Resolves once the dialog is closed. */
  async ask(): Promise<string | null> {
    await this.updateComplete;
    await showUntilClosed(this.dialog);
    return this.reason;
  }

  override render() {
    return html`<dialog aria-labelledby="refuse-title">
      <form autocomplete="off" novalidate @submit=${this.refuse}>
        <div>
          <h2 id="refuse-title">¿Por qué no puede ser?</h2>
          <p class="soft break">${this.who}</p>
        </div>
        <label class="field"
          ><span>Motivo (el cliente lo lee en «Mis citas»)</span
          ><textarea
            name="reason"
            aria-invalid=${this.error === null ? 'false' : 'true'}
            aria-describedby="refuse-error"
          ></textarea>
        </label>
        ${renderFieldError('refuse-error', this.error)}
        <div class="row end">
          ${renderCancelButton(this, 'Volver')}
          <button class="button danger">Rechazar la cita</button>
        </div>
      </form>
    </dialog>`;
  }

  private async refuse(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const typed = new FormData(event.target).get('reason');
    const reason = typeof typed === 'string' ? typed.trim() : '';
    this.error = reason === '' ? 'Di por qué.' : explainLength(reason, this.maxLength);
    if (this.error === null) {
      this.reason = reason;
      this.dialog.close();
      return;
    }
    await this.updateComplete;
    focusFirstError(this);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'refuse-dialog': RefuseDialog;
  }
}
