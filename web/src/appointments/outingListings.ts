import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { z } from 'zod';
import { LISTINGS } from '../shared/choices';
import '../shared/comboBox';
import { View } from '../shared/view';

/** Nobody shows more in one outing. */
const MAX_LISTINGS = 8;

const valueSchema = z.array(z.string()).min(1);

/**
 * The listings that one outing shows, one after another: a field for each, and a button for another. Its `value` is a text,
 * so that a form keeps it in its draft.
 */
@customElement('outing-listings')
export class OutingListings extends View {
  @state() private ids: readonly string[] = [''];
  /** Whether the fields are about to show other ids than they hold. */
  private isSet = true;

  get value(): string {
    return JSON.stringify(this.read());
  }

  set value(text: string) {
    this.show(parse(text));
  }

  /** The chosen ids. Empty if it is not known yet which listing is shown. */
  get listings(): string[] {
    return this.read().filter((id) => id !== '');
  }

  override render() {
    return html`${this.ids.map(
        (id, n) =>
          html`<combo-box
            label=${n === 0 ? 'Inmueble (si ya se sabe)' : `Inmueble ${n + 1}`}
            hint="Cómo empieza su título o su dirección"
            .source=${LISTINGS}
            .value=${live(id)}
          ></combo-box>`,
      )}
      <div class="row">
        ${
          this.ids.length < MAX_LISTINGS
            ? html`<button type="button" class="button quiet" @click=${this.add}>
                Añadir otro inmueble
              </button>`
            : nothing
        }
        ${
          this.ids.length > 1
            ? html`<button type="button" class="button quiet" @click=${this.removeLast}>
                Quitar el último
              </button>`
            : nothing
        }
      </div>
      ${
        this.ids.length > 1
          ? html`<p class="soft small">
              Una cita para cada uno, una tras otra, cada una con la misma duración.
            </p>`
          : nothing
      }`;
  }

  override willUpdate(): void {
    this.ids = this.read();
  }

  override updated(): void {
    this.isSet = false;
  }

  /** What the fields say, or what they are about to show. */
  private read(): readonly string[] {
    return this.isSet
      ? this.ids
      : [...this.querySelectorAll('combo-box')].map(({ value }) => value);
  }

  private show(ids: readonly string[]): void {
    this.ids = ids;
    this.isSet = true;
    this.requestUpdate();
  }

  private async add(): Promise<void> {
    this.show([...this.read(), '']);
    await this.updateComplete;
    const fields = this.querySelectorAll('combo-box');
    await fields[fields.length - 1]?.updateComplete;
    fields[fields.length - 1]?.querySelector('input')?.focus();
  }

  private removeLast(): void {
    this.show(this.read().slice(0, -1));
  }
}

function parse(text: string): readonly string[] {
  try {
    return valueSchema.parse(JSON.parse(text));
  } catch {
    return [''];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'outing-listings': OutingListings;
  }
}
