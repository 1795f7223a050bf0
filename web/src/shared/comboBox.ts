import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Choice, ChoiceSource } from './choices';
import './comboBox.css';
import { isIdText, MAX_ID_LENGTH } from './idField';
import { View } from './view';

const DEBOUNCE_MS = 250;
const MAX_SHOWN = 20;

let created = 0;

/**
 * A field in which people choose a contact, a listing or an agent by name: the combobox of the ARIA Authoring Practices,
 * with a list of options. A typed text is no choice. Somebody who wants it as an id says so with a button.
 */
@customElement('combo-box')
export class ComboBox extends View {
  @property({ attribute: false }) source: ChoiceSource | null = null;
  @property() label = '';
  @property() hint = '';
  @property({ type: Boolean }) required = false;
  /** The chosen id. Empty if nothing is chosen. */
  @property() value = '';
  /** What somebody types who has not chosen yet. */
  @state() private text = '';
  @state() private isOpen = false;
  /** The place of the option that the arrow keys have reached. -1 if it is none. */
  @state() private active = -1;
  @state() private search: 'idle' | 'busy' | 'failed' = 'idle';
  @state() private error = '';
  @query('input') private input!: HTMLInputElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly key = `combo-${(created += 1)}`;

  override connectedCallback(): void {
    super.connectedCallback();
    const close = ({ relatedTarget }: FocusEvent): void => {
      if (!(relatedTarget instanceof Node && this.contains(relatedTarget))) this.close();
    };
    this.addEventListener('focusout', close);
    this.addCleanup(() => {
      this.removeEventListener('focusout', close);
      clearTimeout(this.timer);
    });
  }

  /** Whether something is chosen, or the field may be and is empty. If not, the field says so and takes the focus. */
  validate(): boolean {
    const isTyped = this.text.trim() !== '';
    if (this.value !== '' || !(isTyped || this.required)) return true;
    this.error = isTyped ? 'Elige de la lista: lo escrito solo no basta.' : 'Elige de la lista.';
    this.input.focus();
    this.open();
    return false;
  }

  override updated(): void {
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  override render() {
    const { key, source } = this;
    if (source === null) return nothing;
    const options = this.listOptions(source);
    const isListed = options.length > 0;
    const active = options[this.active];
    const chosen = this.value === '' ? null : source.get(this.value);
    const note = this.explain(source, options);
    return html`<label for=${key}>${this.label}</label>
      <div class="anchor">
        <input
          id=${key}
          role="combobox"
          autocomplete="off"
          spellcheck="false"
          maxlength=${MAX_ID_LENGTH}
          aria-autocomplete="list"
          aria-expanded=${isListed ? 'true' : 'false'}
          aria-controls="${key}-list"
          aria-activedescendant=${active === undefined ? nothing : this.optionId(this.active)}
          aria-describedby="${key}-hint ${key}-error"
          aria-invalid=${this.error === '' ? nothing : 'true'}
          ?required=${this.required}
          .value=${live(chosen === null ? this.text : chosen.name)}
          @input=${this.handleInput}
          @click=${this.open}
          @keydown=${(event: KeyboardEvent) => {
            this.handleKey(event, options, note !== '');
          }}
        />
        <div class=${note === '' ? 'hidden-text' : 'popup'} @mousedown=${keepFocus}>
          ${isListed ? this.renderList(options) : nothing}
          <span class="soft small break" role="status">${note}</span>
          ${note === '' ? nothing : this.renderReference(source, options)}
        </div>
      </div>
      <span id="${key}-hint" class="soft small break">${chosen?.detail ?? this.hint}</span>
      <span id="${key}-error" class="error-text small" role="alert">${this.error}</span>`;
  }

  private renderList(options: readonly Choice[]) {
    return html`<ul id="${this.key}-list" role="listbox" aria-label="Sugerencias">
      ${options.slice(0, MAX_SHOWN).map(
        (each, n) =>
          html`<li
            id=${this.optionId(n)}
            role="option"
            aria-selected=${n === this.active ? 'true' : 'false'}
            @click=${() => {
              this.choose(each.id);
            }}
          >
            <span class="break">${each.name}</span>
            <span class="soft small break">${each.detail}</span>
          </li>`,
      )}
    </ul>`;
  }

  /** The button that takes the typed text as an id of the agency's other systems. */
  private renderReference({ idNoun }: ChoiceSource, options: readonly Choice[]) {
    const text = this.text.trim();
    const isId = isIdText(text) && !options.some(({ id }) => id === text);
    if (this.value !== '' || !isId) return nothing;
    return html`<button
      type="button"
      class="button quiet small reference break"
      @click=${() => {
        this.choose(text);
      }}
    >
      Usar «${text}» como ${idNoun}
    </button>`;
  }

  private optionId(n: number): string {
    return `${this.key}-option-${n}`;
  }

  private listOptions(source: ChoiceSource): Choice[] {
    const text = this.text.trim();
    return this.isOpen && text.length >= source.minLength ? source.list(text) : [];
  }

  /** What is offered, as a screen reader announces it. Empty while nothing is. */
  private explain(source: ChoiceSource, options: readonly Choice[]): string {
    if (!this.isOpen || this.text.trim().length < source.minLength) return '';
    if (options.length > MAX_SHOWN)
      return `Se ven ${MAX_SHOWN} de ${options.length}: sigue escribiendo.`;
    if (options.length > 1) return `${options.length} resultados.`;
    if (options.length === 1) return 'Un resultado.';
    if (this.search === 'busy') return 'Buscando…';
    return this.search === 'failed'
      ? 'No se ha podido buscar: comprueba la conexión.'
      : source.advice;
  }

  private handleInput({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    this.value = '';
    this.text = target.value;
    this.error = '';
    this.active = -1;
    this.open();
    clearTimeout(this.timer);
    const text = this.text.trim();
    if (text.length < (this.source?.minLength ?? 0)) return;
    this.search = 'busy';
    this.timer = setTimeout(() => void this.searchFor(text), DEBOUNCE_MS);
  }

  private async searchFor(text: string): Promise<void> {
    const end = await this.source?.search(text).then(
      () => 'idle' as const,
      () => 'failed' as const,
    );
    if (text === this.text.trim()) this.search = end ?? 'idle';
  }

  private handleKey(event: KeyboardEvent, options: readonly Choice[], isShown: boolean): void {
    const shown = Math.min(options.length, MAX_SHOWN);
    const chosen = options[this.active];
    if (event.isComposing) return;
    if (event.key === 'Escape' && isShown) this.close();
    else if (event.key === 'Enter' && chosen !== undefined) this.choose(chosen.id);
    else if (event.key === 'ArrowDown' && !this.isOpen) this.open();
    else {
      const next = step(event.key, this.active, shown);
      if (next === null) return;
      this.active = next;
    }
    event.preventDefault();
  }

  private choose(id: string): void {
    this.value = id;
    this.text = '';
    this.error = '';
    this.close();
    this.input.focus();
  }

  private open(): void {
    this.isOpen = true;
  }

  private close(): void {
    this.isOpen = false;
    this.active = -1;
  }
}

/** Where a key leads among some options. Null if it does nothing here. */
function step(key: string, active: number, count: number): number | null {
  if (count === 0) return null;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return active <= 0 ? count - 1 : active - 1;
  // Without an option, these two move in the text.
  if (active < 0) return null;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}

/** A press on what is offered does not take the focus from the field, which would close it. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

declare global {
  interface HTMLElementTagNameMap {
    'combo-box': ComboBox;
  }
}
