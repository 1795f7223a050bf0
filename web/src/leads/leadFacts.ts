import { html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { assignLead } from '#client/leadEdits';
import { formatMoney } from '../shared/format';
import { AGENTS } from '../shared/choices';
import '../shared/comboBox';
import type { ComboBox } from '../shared/comboBox';
import { client } from '../shared/client';
import { names } from '../shared/names';
import { saveWithToast } from '../shared/saving';
import { View } from '../shared/view';
import type { Lead } from './leads';

/** Who and what a lead is about, and whose it is. */
@customElement('lead-facts')
export class LeadFacts extends View {
  @property({ attribute: false }) lead: Lead | null = null;
  /** Whether the signed-in person may give the lead to an agent. */
  @property({ type: Boolean }) canAssign = false;
  @query('combo-box') private agentField!: ComboBox | null;

  override render() {
    const { lead } = this;
    if (lead === null) return nothing;
    const { contactId, listingId, assignedTo, prospectId } = lead;
    const contact = contactId === null ? null : names.contacts.get(contactId);
    const listing = listingId === null ? null : names.listings.get(listingId);
    const place = [listing?.address, listing?.city].filter((part) => part !== undefined).join(', ');
    return html`<dl class="facts">
      ${
        contact?.phone === undefined
          ? nothing
          : renderFact('Teléfono', html`<a href="tel:${contact.phone}">${contact.phone}</a>`)
      }
      ${
        contact?.email === undefined
          ? nothing
          : renderFact('Correo', html`<a href="mailto:${contact.email}">${contact.email}</a>`)
      }
      ${place === '' ? nothing : renderFact('Dirección', place)}
      ${listing?.price === undefined ? nothing : renderFact('Precio', formatMoney(listing.price))}
      ${prospectId === null ? nothing : renderFact('Ficha del propietario', prospectId)}
      ${renderFact('Agente', this.canAssign ? this.renderAssignment(lead) : nameAgent(assignedTo))}
    </dl>`;
  }

  private renderAssignment({ id, assignedTo }: Lead) {
    return html`<form
      autocomplete="off"
      class="row assign"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        void this.assign(id);
      }}
    >
      <combo-box
        class="grow"
        label="Asignado a"
        hint="Vacío, a nadie"
        .source=${AGENTS}
        .value=${assignedTo ?? ''}
      ></combo-box>
      <button class="button">Asignar</button>
    </form>`;
  }

  private async assign(id: string): Promise<void> {
    const { agentField } = this;
    if (agentField === null || !agentField.validate()) return;
    const uid = agentField.value === '' ? null : agentField.value;
    const done = uid === null ? 'El lead queda sin agente.' : `Asignado a ${names.agent(uid)}.`;
    await saveWithToast(() => assignLead(client, id, uid), done, { key: `assign ${id}` });
  }
}

function nameAgent(uid: string | null): string {
  return uid === null ? 'Sin agente' : names.agent(uid);
}

function renderFact(name: string, value: unknown) {
  return html`<div>
    <dt class="soft small">${name}</dt>
    <dd class="break">${value}</dd>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'lead-facts': LeadFacts;
  }
}
