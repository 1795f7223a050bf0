import { html } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { renderCancelButton, showUntilClosed } from '../shared/dialog';
import { renderFieldError } from '../shared/fields';
import { Saving } from '../shared/saving';
import { showToast } from '../shared/toasts';
import { View } from '../shared/view';
import { judgeReasons, readReasonLines } from './lostReasonLines';
import { keepLostReasons, listLostReasons } from './reasons';

/** Lets an admin change the agency's list of reasons for lost leads. Resolves to the list that was kept, or to null. */
export async function editLostReasons(): Promise<readonly string[] | null> {
  const before = await listLostReasons().catch(() => null);
  if (before === null) {
    showToast('No se ha podido leer la lista: inténtalo de nuevo.', { kind: 'bad' });
    return null;
  }
  const dialog = new LostReasonsDialog();
  document.body.append(dialog);
  const kept = await dialog.open(before);
  dialog.remove();
  return kept;
}

/** «Motivos de pérdida»: one a line. Whoever saves last has the last word. */
@customElement('lost-reasons-dialog')
export class LostReasonsDialog extends View {
  @state() private text = '';
  @state() private error: string | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  private readonly saving = new Saving(this);
  private kept: readonly string[] | null = null;

  async open(before: readonly string[]): Promise<readonly string[] | null> {
    this.text = before.join('\n');
    await this.updateComplete;
    await showUntilClosed(this.dialog);
    this.saving.leave();
    return this.kept;
  }

  override render() {
    return html`<dialog aria-labelledby="lost-reasons-title">
      <form autocomplete="off" novalidate @submit=${this.save}>
        <div>
          <h2 id="lost-reasons-title">Motivos de pérdida</h2>
          <p class="soft">
            Se ofrecen a quien cierra un lead como perdido, y los informes cuentan por ellos.
          </p>
        </div>
        <div>
          <label class="field"
            ><span>Un motivo por línea</span
            ><textarea
              name="reasons"
              rows="8"
              .value=${this.text}
              aria-invalid=${this.error === null ? 'false' : 'true'}
              aria-describedby="lost-reasons-error"
              @input=${this.type}
            ></textarea>
          </label>
          ${renderFieldError('lost-reasons-error', this.error)}
        </div>
        ${this.saving.render()}
        <div class="row end">
          ${renderCancelButton(this)} ${this.saving.renderButton('Guardar')}
        </div>
      </form>
    </dialog>`;
  }

  /** What has been mended is no error any more. */
  private type({ target }: Event): void {
    if (!(target instanceof HTMLTextAreaElement)) return;
    this.text = target.value;
    if (this.error !== null) this.error = judgeReasons(readReasonLines(this.text));
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const reasons = readReasonLines(this.text);
    this.error = judgeReasons(reasons);
    if (this.error !== null) return;
    const done = 'Motivos de pérdida guardados.';
    if (!(await this.saving.run((signal) => keepLostReasons(reasons, signal), done))) return;
    this.kept = reasons;
    this.dialog.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lost-reasons-dialog': LostReasonsDialog;
  }
}
