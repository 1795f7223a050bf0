import { html } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { names } from '../shared/names';
import { View } from '../shared/view';
import { FilterChangeEvent } from './filterChangeEvent';

/**
 * The search of the board, and the choice of an agent.
 *
 * @fires filter-change - Somebody types, or chooses an agent ({@link FilterChangeEvent}).
 * @fires open-hit - Somebody wants to open what the search found: they pressed Enter.
 */
@customElement('board-filters')
export class BoardFilters extends View {
  /** The uid of the signed-in person. */
  @property() uid = '';
  /** The agents of the leads that were shown so far. */
  @property({ attribute: false }) agents: readonly string[] = [];
  @property({ attribute: false }) agent: string | null = null;
  @property() text = '';
  @query('input[type=search]') private searchField!: HTMLInputElement;

  /** Goes to the search. */
  override focus(): void {
    this.searchField.focus();
  }

  override render() {
    const { uid } = this;
    const others = this.agents.filter((agent) => agent !== uid);
    return html`<label class="search"
        ><span class="hidden-text"
          >Buscar por cliente, teléfono, inmueble, referencia o etiqueta</span
        ><input
          type="search"
          autocomplete="off"
          placeholder="Cliente, teléfono, inmueble, referencia…"
          .value=${this.text}
          @input=${this.handleInput}
          @keydown=${this.handleKey}
      /></label>
      <label
        ><span class="hidden-text">Agente</span
        ><select @change=${this.chooseAgent}>
          <option value="">Todos los agentes</option>
          <option value=${uid} ?selected=${this.agent === uid}>Los míos</option>
          ${others.map(
            (agent) =>
              html`<option value=${agent} ?selected=${this.agent === agent}>
                ${names.agent(agent)}
              </option>`,
          )}
        </select></label
      >`;
  }

  private handleInput({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    const { agent } = this;
    this.dispatchEvent(new FilterChangeEvent({ agent, text: target.value }));
  }

  private handleKey({ key, isComposing }: KeyboardEvent): void {
    if (key === 'Enter' && !isComposing) this.dispatchEvent(new CustomEvent('open-hit'));
  }

  private chooseAgent({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    const agent = target.value === '' ? null : target.value;
    this.dispatchEvent(new FilterChangeEvent({ agent, text: this.text }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'board-filters': BoardFilters;
  }
}
