import { html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { findNamed, names, type Found } from './names';
import { ID_PATTERN, MAX_ID_LENGTH } from './idField';
import { View } from './view';

const DEBOUNCE_MS = 250;
const MIN_SEARCH_LENGTH = 2;

/**
 * A field for a contact or a listing. It suggests names while somebody types. A text that is no suggested name
 * is taken as an id of the agency's other systems.
 */
@customElement('name-picker')
export class NamePicker extends View {
  @property() kind: 'contacts' | 'listings' = 'contacts';
  @property() label = '';
  @property() hint = '';
  @property({ type: Boolean }) required = false;
  /** The picked id. Empty if there is none. */
  @property() value = '';
  @state() private text = '';
  @state() private found: readonly Found[] = [];
  /** The text of the last search. */
  @state() private searched = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('value') || this.value === this.findId(this.text)) return;
    this.text = this.value;
    this.searched = this.value;
  }

  override render() {
    const list = `names-${this.kind}`;
    return html`<label class="field"
        ><span>${this.label}</span
        ><input
          list=${list}
          autocomplete="off"
          maxlength=${MAX_ID_LENGTH}
          pattern=${ID_PATTERN}
          ?required=${this.required}
          .value=${this.text}
          placeholder=${this.hint}
          @input=${this.handleInput}
      /></label>
      <p class="soft small picked break" role="status">${this.explainText()}</p>
      <datalist id=${list}>
        ${this.found.map((each) => html`<option value=${this.formatOption(each)}></option>`)}
      </datalist>`;
  }

  /**
   * The picked id, or an empty text. It waits for the search, which knows whether the text is a name: somebody
   * may type faster than the search answers.
   */
  async readPicked(): Promise<string> {
    const typed = this.text.trim();
    clearTimeout(this.timer);
    if (typed.length >= MIN_SEARCH_LENGTH && typed !== this.searched) await this.search(typed);
    return this.value;
  }

  /** The name that belongs to a typed id. If there is none, a note that the text is saved as an id. */
  private explainText(): string {
    const typed = this.text.trim();
    const isName = this.findId(typed) !== typed;
    if (typed === '' || typed !== this.searched || isName) return '';
    const known = names[this.kind].get(typed);
    if (known === undefined) return '';
    return known === null
      ? 'Ninguno se llama así: se guardará como referencia.'
      : names.of(this.kind, typed);
  }

  private formatOption({ id, name }: Found): string {
    const isAlone = this.found.filter((other) => other.name === name).length === 1;
    return isAlone ? name : `${name} (${id})`;
  }

  private findId(text: string): string {
    return this.found.find((each) => this.formatOption(each) === text)?.id ?? text.trim();
  }

  private handleInput({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    this.text = target.value;
    this.value = this.findId(this.text);
    clearTimeout(this.timer);
    const text = this.text.trim();
    if (text.length < MIN_SEARCH_LENGTH) return;
    this.timer = setTimeout(() => void this.search(text), DEBOUNCE_MS);
  }

  private async search(text: string): Promise<void> {
    try {
      const found = await findNamed(this.kind, text);
      if (text !== this.text.trim()) return;
      this.found = found;
      this.searched = text;
      this.value = this.findId(this.text);
    } catch {
      // Without suggestions people can still type an id.
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'name-picker': NamePicker;
  }
}
