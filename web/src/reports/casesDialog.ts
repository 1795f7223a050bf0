import { html, nothing } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { renderCancelButton, showUntilClosed } from '../shared/dialog';
import { formatNumber } from '../shared/format';
import { nameContact, nameListing } from '../shared/pairNames';
import { View } from '../shared/view';

/** A lead that a report counted. */
export interface Case {
  id: string;
  contactId: string | null;
  listingId: string | null;
}

/** A number of a report: what it counts, and the leads behind it. */
export interface Explained {
  title: string;
  meaning: string;
  cases: readonly Case[];
}

/** So many leads are listed: the names of each are read. */
const MAX_LISTED = 100;

/** Explains a number in a dialog. Resolves once it is closed. */
export async function explainNumber(explained: Explained): Promise<void> {
  const dialog = new CasesDialog();
  dialog.explained = explained;
  document.body.append(dialog);
  await dialog.show();
  dialog.remove();
}

/** What a number of a report counts, and the leads behind it. */
@customElement('cases-dialog')
export class CasesDialog extends View {
  explained: Explained = { title: '', meaning: '', cases: [] };
  @query('dialog') private dialog!: HTMLDialogElement;

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
        <ul class="stack tight">
          ${cases.slice(0, MAX_LISTED).map(
            (lead) =>
              html`<li>
                <a class="break" href="/embudo/${encodeURIComponent(lead.id)}"
                  ><strong>${nameContact(lead)}</strong></a
                >
                <span class="soft small break">${nameListing(lead)}</span>
              </li>`,
          )}
        </ul>
        ${
          cases.length > MAX_LISTED
            ? html`<p class="soft small">
                Los primeros ${MAX_LISTED} de ${formatNumber(cases.length)}.
              </p>`
            : nothing
        }
        <div class="row end">${renderCancelButton(this, 'Cerrar')}</div>
      </div>
    </dialog>`;
  }

  /** The page that a link opens is under the dialog. */
  private followLink({ target }: Event): void {
    if (target instanceof Element && target.closest('a') !== null) this.dialog.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cases-dialog': CasesDialog;
  }
}
