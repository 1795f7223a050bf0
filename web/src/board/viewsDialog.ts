import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { renderCancelButton, showUntilClosed } from '../shared/dialog';
import { renderFieldError } from '../shared/fields';
import { showToast } from '../shared/toasts';
import { View } from '../shared/view';
import { addressOfView, findNameIssue, MAX_NAME_LENGTH, MAX_VIEWS, type BoardView } from './views';
import { keepViews, readViews } from './viewStorage';

/** Shows «Mis vistas» in a dialog. Resolves to the address that somebody chose; null if none. */
export async function chooseView(): Promise<string | null> {
  const dialog = new ViewsDialog();
  document.body.append(dialog);
  const chosen = await dialog.ask();
  dialog.remove();
  return chosen === null ? null : addressOfView(chosen);
}

/** Saves what the board shows as a view, and lists, renames, copies and deletes those that are saved. */
@customElement('views-dialog')
export class ViewsDialog extends View {
  @state() private views = readViews();
  /** The view whose name is being changed. */
  @state() private renamed: BoardView | null = null;
  @state() private issue: string | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  private chosen: BoardView | null = null;

  /** Resolves once the dialog is closed. */
  async ask(): Promise<BoardView | null> {
    await this.updateComplete;
    await showUntilClosed(this.dialog);
    return this.chosen;
  }

  override render() {
    return html`<dialog aria-labelledby="views-title">
      <div class="dialog-body">
        <h2 id="views-title">Mis vistas</h2>
        ${
          this.views.length === 0
            ? html`<p class="soft">Aún no has guardado ninguna.</p>`
            : html`<ul class="stack tight">
                ${this.views.map((view) => html`<li class="row">${this.renderView(view)}</li>`)}
              </ul>`
        }
        ${this.renamed === null ? this.renderForm('Guardar lo que se ve ahora como', '') : nothing}
        <p class="soft small">
          Se guardan solo en este equipo, y se borran al salir. Para mandar una, copia su enlace.
        </p>
        <div class="row end">${renderCancelButton(this, 'Cerrar')}</div>
      </div>
    </dialog>`;
  }

  private renderView(view: BoardView) {
    if (view === this.renamed) return this.renderForm(`Nombre nuevo de «${view.name}»`, view.name);
    const whose = html`<span class="hidden-text"> ${view.name}</span>`;
    const button = (text: string, run: () => unknown) =>
      html`<button type="button" class="button quiet small" @click=${run}>${text}${whose}</button>`;
    return html`<a
        class="grow break"
        href=${addressOfView(view)}
        @click=${(event: MouseEvent) => {
          this.choose(event, view);
        }}
        >${view.name}</a
      >
      ${button('Copiar enlace', () => void copyLink(view))}
      ${button('Cambiar nombre', () => {
        this.renamed = view;
        this.issue = null;
      })}
      ${button('Borrar', () => {
        this.keep(this.views.filter((each) => each !== view));
      })}`;
  }

  private renderForm(label: string, name: string) {
    return html`<form autocomplete="off" class="row grow" novalidate @submit=${this.save}>
      <label class="field grow"
        ><span>${label}</span
        ><input
          name="name"
          maxlength=${MAX_NAME_LENGTH}
          .value=${name}
          aria-invalid=${this.issue === null ? nothing : 'true'}
          aria-describedby=${this.issue === null ? nothing : 'view-issue'}
      /></label>
      <button class="button">Guardar</button>
      ${renderFieldError('view-issue', this.issue)}
    </form>`;
  }

  private choose(event: MouseEvent, view: BoardView): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.chosen = view;
    this.dialog.close();
  }

  private save(event: SubmitEvent): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const typed = new FormData(event.target).get('name');
    const name = typeof typed === 'string' ? typed.trim() : '';
    const { renamed } = this;
    const others = this.views.filter((view) => view !== renamed);
    this.issue = others.length >= MAX_VIEWS ? 'No caben más.' : findNameIssue(others, name);
    if (this.issue !== null) return;
    event.target.reset();
    const saved = { name, query: renamed?.query ?? location.search };
    this.renamed = null;
    this.keep([...others, saved].sort((a, b) => a.name.localeCompare(b.name, 'es')));
  }

  private keep(views: BoardView[]): void {
    if (keepViews(views)) this.views = views;
    else this.issue = 'Este equipo no ha podido guardarla.';
  }
}

async function copyLink(view: BoardView): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.origin + addressOfView(view));
    showToast(`Enlace de «${view.name}» copiado.`);
  } catch {
    showToast('El navegador no ha dejado copiar el enlace.', { kind: 'bad' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'views-dialog': ViewsDialog;
  }
}
