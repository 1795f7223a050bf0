import { html, nothing } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { renderCancelButton, showUntilClosed } from '../shared/dialog';
import { formatNumber } from '../shared/format';
import { nameContact, nameListing } from '../shared/pairNames';
import { readOnce, Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import type { Case, Counted, Explained } from './explained';

/** So many cases are listed: the names of each are read. */
const MAX_LISTED = 100;

/** Explains a number in a dialog. Resolves once it is closed. */
export async function explainNumber(explained: Explained): Promise<void> {
  const dialog = new CasesDialog();
  dialog.explained = explained;
  document.body.append(dialog);
  await dialog.show();
  dialog.remove();
}

/** What a number of a report counts, and the leads or appointments behind it. */
@customElement('cases-dialog')
export class CasesDialog extends View {
  explained: Explained = { title: '', meaning: '', cases: [] };
  @query('dialog') private dialog!: HTMLDialogElement;
  /** The cases behind a number that Firestore counted. */
  private readonly read = new Subscription<readonly Case[]>(this);

  override connectedCallback(): void {
    const { cases } = this.explained;
    if ('read' in cases) this.read.restart(readOnce(() => cases.read(MAX_LISTED)));
    super.connectedCallback();
  }

  /** Resolves once the dialog is closed. */
  async show(): Promise<void> {
    await this.updateComplete;
    await showUntilClosed(this.dialog);
  }

  override render() {
    const { title, meaning, cases } = this.explained;
    return html`<dialog aria-labelledby="cases-title" @click=${this.followLink}>
      <div class="dialog-body">
        <h2 id="cases-title" class="break">${title}</h2>
        <p>${meaning}</p>
        ${'read' in cases ? this.renderCounted(cases) : renderCases(cases, cases.length)}
        <div class="row end">${renderCancelButton(this, 'Cerrar')}</div>
      </div>
    </dialog>`;
  }

  private renderCounted({ total }: Counted) {
    return this.read.render({
      lines: 3,
      failure: 'No se ha podido leer cuáles son.',
      show: (cases) =>
        html`${renderCases(cases, total)}
        ${
          cases.length === Math.min(total, MAX_LISTED)
            ? nothing
            : html`<p class="soft small">
                Se contaron ${formatNumber(total)}: algo ha cambiado desde entonces.
              </p>`
        }`,
    });
  }

  /** The page that a link opens is under the dialog. */
  private followLink({ target }: Event): void {
    if (target instanceof Element && target.closest('a') !== null) this.dialog.close();
  }
}

/** The first of so many cases. */
function renderCases(cases: readonly Case[], total: number) {
  return html`<ul class="stack tight">
      ${cases.slice(0, MAX_LISTED).map(
        (each) =>
          html`<li>
            <a class="break" href=${each.path ?? `/embudo/${encodeURIComponent(each.id)}`}
              ><strong>${nameContact(each)}</strong></a
            >
            <span class="soft small break"
              >${nameListing(each)}${each.detail === undefined ? '' : ` · ${each.detail}`}</span
            >
          </li>`,
      )}
    </ul>
    ${
      total > MAX_LISTED
        ? html`<p class="soft small">Los primeros ${MAX_LISTED} de ${formatNumber(total)}.</p>`
        : nothing
    }`;
}

declare global {
  interface HTMLElementTagNameMap {
    'cases-dialog': CasesDialog;
  }
}
