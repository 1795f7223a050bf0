import { html } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { renderCancelButton, showUntilClosed } from '../shared/dialog';
import { View } from '../shared/view';

const SHORTCUTS: readonly { keys: readonly string[]; what: string }[] = [
  { keys: ['/'], what: 'Buscar' },
  { keys: ['Intro'], what: 'En la búsqueda: abrir el único lead encontrado' },
  { keys: ['n'], what: 'Programar una cita' },
  { keys: ['↑', '↓'], what: 'Ir a la tarjeta anterior o siguiente de la columna' },
  { keys: ['←', '→'], what: 'Ir a la columna anterior o siguiente' },
  { keys: ['Ctrl', 'Intro'], what: 'En un formulario: enviarlo' },
  { keys: ['Esc'], what: 'Cerrar lo que está abierto' },
  { keys: ['?'], what: 'Ver estos atajos' },
];

/** Lists the keys of the board in a dialog. Resolves once it is closed. */
export async function showShortcuts(): Promise<void> {
  const dialog = new ShortcutsDialog();
  document.body.append(dialog);
  await dialog.show();
  dialog.remove();
}

@customElement('shortcuts-dialog')
export class ShortcutsDialog extends View {
  @query('dialog') private dialog!: HTMLDialogElement;

  /** Resolves once the dialog is closed. */
  async show(): Promise<void> {
    await this.updateComplete;
    await showUntilClosed(this.dialog);
  }

  override render() {
    return html`<dialog aria-labelledby="shortcuts-title">
      <div class="dialog-body">
        <h2 id="shortcuts-title">Atajos</h2>
        <dl class="stack tight">
          ${SHORTCUTS.map(
            ({ keys, what }) =>
              html`<div class="row">
                <dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
                <dd>${what}</dd>
              </div>`,
          )}
        </dl>
        <p class="soft small">No actúan mientras escribes, ni con una ventana abierta.</p>
        <div class="row end">${renderCancelButton(this, 'Cerrar')}</div>
      </div>
    </dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'shortcuts-dialog': ShortcutsDialog;
  }
}
