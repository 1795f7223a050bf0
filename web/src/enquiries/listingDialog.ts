import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { LISTINGS } from '../shared/choices';
import '../shared/comboBox';
import type { ComboBox } from '../shared/comboBox';
import { closeModal, openModal, renderCancelButton } from '../shared/dialog';
import { names } from '../shared/names';
import { Saving } from '../shared/saving';
import { View } from '../shared/view';
import type { Enquiry } from './enquiries';
import { nameListing } from './enquiryWrites';

/** Asks which listing an enquiry is about that came without one. */
@customElement('listing-dialog')
export class ListingDialog extends View {
  @state() private enquiry: Enquiry | null = null;
  @query('combo-box') private field!: ComboBox | null;
  private readonly saving = new Saving(this);

  async show(enquiry: Enquiry): Promise<void> {
    this.enquiry = enquiry;
    await this.updateComplete;
    openModal(this, 'dialog');
  }

  override render() {
    const { enquiry } = this;
    return html`<dialog aria-labelledby="listing-title" @close=${this.closed}>
      ${enquiry === null ? nothing : this.renderForm(enquiry)}
    </dialog>`;
  }

  private renderForm(enquiry: Enquiry) {
    return html`<form
      autocomplete="off"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        void this.save(enquiry);
      }}
    >
      <div>
        <h2 id="listing-title">¿De qué inmueble es?</h2>
        <p class="soft break">Consulta de ${names.contact(enquiry.contactId)}</p>
      </div>
      <combo-box
        label="Inmueble"
        hint="Cómo empieza su título o su dirección"
        required
        .source=${LISTINGS}
      ></combo-box>
      ${this.saving.render()}
      <div class="row end">${renderCancelButton(this)} ${this.saving.renderButton('Guardar')}</div>
    </form>`;
  }

  private async save(enquiry: Enquiry): Promise<void> {
    const { field } = this;
    if (field === null || this.saving.isBusy || !field.validate()) return;
    const { value } = field;
    const isSaved = await this.saving.run(
      (signal) => nameListing(enquiry, value, signal),
      `Consulta de ${names.contact(enquiry.contactId)}: de ${names.listing(value)}.`,
    );
    if (isSaved) closeModal(this, 'dialog');
  }

  private closed(): void {
    this.saving.leave();
    this.enquiry = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'listing-dialog': ListingDialog;
  }
}
