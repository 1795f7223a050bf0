import { html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { findNamed, names, type Found } from '../data/names';
import { View } from './view';

const QUIET_MS = 250;
const SHORTEST = 2;

/**
 * A field for a contact or a listing: names are suggested while one types, and what is none of them is
 * taken as an id of the agency's other systems.
 */
@customElement('name-picker')
export class NamePicker extends View {
  @property() kind: 'contacts' | 'listings' = 'contacts';
  @property() label = '';
  @property() hint = '';
  @property({ type: Boolean }) required = false;
  /** The id that is picked; empty where there is none. */
  @property() value = '';
  @state() private text = '';
  @state() private found: readonly Found[] = [];
  /** The text whose names were looked for last. */
  @state() private searched = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('value') || this.value === this.idOf(this.text)) return;
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
          maxlength="128"
          ?required=${this.required}
          .value=${this.text}
          placeholder=${this.hint}
          @input=${this.typed}
      /></label>
      <p class="soft small picked break" role="status">${this.meaning()}</p>
      <datalist id=${list}>
        ${this.found.map((each) => html`<option value=${this.textOf(each)}></option>`)}
      </datalist>`;
  }

  /**
   * The id that is picked, once it is known whether what was typed is a name; empty where there is none.
   * Somebody may be quicker than the search.
   */
  async picked(): Promise<string> {
    const typed = this.text.trim();
    clearTimeout(this.timer);
    if (typed.length >= SHORTEST && typed !== this.searched) await this.search(typed);
    return this.value;
  }

  /** Whom a reference names; and where it names nobody, that it will be taken as it stands. */
  private meaning(): string {
    const typed = this.text.trim();
    const isName = this.idOf(typed) !== typed;
    if (typed === '' || typed !== this.searched || isName) return '';
    const known = names[this.kind].get(typed);
    if (known === undefined) return '';
    return known === null
      ? 'Ninguno se llama así: se guardará como referencia.'
      : names.of(this.kind, typed);
  }

  private textOf({ id, name }: Found): string {
    const isAlone = this.found.filter((other) => other.name === name).length === 1;
    return isAlone ? name : `${name} (${id})`;
  }

  private idOf(text: string): string {
    return this.found.find((each) => this.textOf(each) === text)?.id ?? text.trim();
  }

  private typed({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    this.text = target.value;
    this.value = this.idOf(this.text);
    clearTimeout(this.timer);
    const asked = this.text.trim();
    if (asked.length < SHORTEST) return;
    this.timer = setTimeout(() => void this.search(asked), QUIET_MS);
  }

  private async search(asked: string): Promise<void> {
    try {
      const found = await findNamed(this.kind, asked);
      if (asked !== this.text.trim()) return;
      this.found = found;
      this.searched = asked;
      this.value = this.idOf(this.text);
    } catch {
      // Without suggestions the id can still be typed.
    }
  }
}
