import { html } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { addDays, parseDateField, toDateField } from '../shared/calendar';
import { renderCancelButton, showUntilClosed } from '../shared/dialog';
import { View } from '../shared/view';

/** A lead can be put off for so long: what nobody needs to see for longer is lost. */
const MAX_DAYS = 730;

/** Asks until which day a lead is put off. Resolves to null if somebody closes the dialog. */
export async function askForDay(who: string): Promise<Date | null> {
  const dialog = new PutOffDialog();
  dialog.who = who;
  document.body.append(dialog);
  const day = await dialog.ask();
  dialog.remove();
  return day;
}

@customElement('put-off-dialog')
export class PutOffDialog extends View {
  /** Whose lead it is, as people name it. */
  who = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  private day: Date | null = null;

  /** Resolves once the dialog is closed. */
  async ask(): Promise<Date | null> {
    await this.updateComplete;
    await showUntilClosed(this.dialog);
    return this.day;
  }

  override render() {
    const today = new Date();
    return html`<dialog aria-labelledby="put-off-title">
      <form autocomplete="off" method="dialog" @submit=${this.choose}>
        <div>
          <h2 id="put-off-title">¿Hasta qué día?</h2>
          <p class="soft break">${this.who}</p>
        </div>
        <label class="field"
          ><span>Vuelve a avisar el</span
          ><input
            type="date"
            name="day"
            required
            min=${toDateField(addDays(today, 1))}
            max=${toDateField(addDays(today, MAX_DAYS))}
        /></label>
        <div class="row end">
          ${renderCancelButton(this)}
          <button class="button main">Posponer</button>
        </div>
      </form>
    </dialog>`;
  }

  private choose({ target }: SubmitEvent): void {
    if (!(target instanceof HTMLFormElement)) return;
    const day = new FormData(target).get('day');
    this.day = typeof day === 'string' ? parseDateField(day) : null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'put-off-dialog': PutOffDialog;
  }
}
