/** The fields of the form of an appointment, and what it is called. */
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { APPOINTMENT_TYPES, type AppointmentType } from '#domain/documents/appointment';
import { LISTINGS } from '../shared/choices';
import '../shared/comboBox';
import { renderFieldError } from '../shared/fields';
import { ID_PATTERN, MAX_ID_LENGTH } from '../shared/idField';
import { explainLength } from '../shared/textLength';
import { mayChangeListing, waitsForConfirmation } from './appointmentActions';
import { MAX_PLACE_LENGTH, type Appointment } from './appointments';
import './outingListings';

/** The title of the form. `changed` is null for a new appointment. */
export function nameForm(changed: Appointment | null, isStaff: boolean): string {
  if (changed === null) return isStaff ? 'Nueva cita' : 'Pedir una cita';
  return isStaff ? 'Cambiar la cita' : 'Pedir otra fecha';
}

/** The text of the button that saves. */
export function nameButton(changed: Appointment | null, isStaff: boolean): string {
  if (!isStaff) return 'Pedir';
  return changed === null ? 'Agendar' : 'Guardar';
}

/** What is said once it is saved. */
export function nameSuccess(
  changed: Appointment | null,
  isStaff: boolean,
  listings: number,
): string {
  if (!isStaff)
    return changed === null ? 'Cita pedida.' : 'Fecha pedida: la agencia la confirmará.';
  if (changed !== null) return 'Cita cambiada.';
  return listings > 1 ? `${listings} citas agendadas, una tras otra.` : 'Cita agendada.';
}

/** What people may not expect of a new time. */
export function renderConsequence(changed: Appointment, isStaff: boolean) {
  if (!isStaff) {
    return html`<p class="soft small">
      La cita que tenías se cancela, y la agencia confirma la nueva.
    </p>`;
  }
  if (!waitsForConfirmation(changed)) return nothing;
  return html`<p class="soft small">
    Con otra hora la cita queda confirmada: acuérdala antes con el cliente.
  </p>`;
}

/** The field for the listing: staff show several in one outing, and customers know it by its reference. */
export function renderListing(changed: Appointment | null, isStaff: boolean, listingId: string) {
  if (!isStaff) return changed === null ? renderReference() : nothing;
  if (changed === null) {
    return html`<outing-listings
      id="listings"
      .value=${JSON.stringify([listingId])}
    ></outing-listings>`;
  }
  if (!mayChangeListing(changed)) return nothing;
  return html`<combo-box
    id="listing"
    label="Inmueble (si ya se sabe)"
    hint="Cómo empieza su título o su dirección"
    .source=${LISTINGS}
    .value=${listingId}
  ></combo-box>`;
}

function renderReference() {
  return html`<label class="field"
    ><span>Referencia del inmueble (si la sabes)</span
    ><input name="listing" maxlength=${MAX_ID_LENGTH} pattern=${ID_PATTERN}
  /></label>`;
}

/** The field for the meeting place. */
export function renderPlace(place: string, onInput: (place: string) => void) {
  const wrong = explainLength(place.trim(), MAX_PLACE_LENGTH);
  return html`<div>
    <label class="field"
      ><span>Lugar de encuentro (el cliente lo puede leer)</span
      ><input
        name="place"
        .value=${live(place)}
        aria-invalid=${wrong === null ? nothing : 'true'}
        aria-describedby="appointment-place-error"
        @input=${({ target }: Event) => {
          if (target instanceof HTMLInputElement) onInput(target.value);
        }}
    /></label>
    ${renderFieldError('appointment-place-error', wrong)}
  </div>`;
}

/** The field for the type. */
export function renderType(chosen: AppointmentType) {
  return html`<label class="field"
    ><span>Tipo</span
    ><select name="type">
      ${APPOINTMENT_TYPES.map((type) => html`<option ?selected=${type === chosen}>${type}</option>`)}
    </select></label
  >`;
}
