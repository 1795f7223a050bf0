import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import * as z from 'zod';
import { chooseId } from '#client/writes';
import { ENQUIRY_CHANNELS, type EnquiryChannel } from '#domain/documents/enquiry';
import type { SignedIn } from '../session/session';
import { AGENTS, CONTACTS, LISTINGS } from '../shared/choices';
import '../shared/comboBox';
import type { ComboBox } from '../shared/comboBox';
import { client } from '../shared/client';
import { closeModal, openModal, renderCancelButton } from '../shared/dialog';
import { dropDraft, renderRecovered } from '../shared/drafts';
import { focusFirstError, renderTextArea } from '../shared/fields';
import { FormDraft } from '../shared/formDraft';
import { names } from '../shared/names';
import { Saving } from '../shared/saving';
import { explainLength, MAX_TEXT_LENGTH } from '../shared/textLength';
import { View } from '../shared/view';
import { openEnquiry, type NewEnquiry } from './enquiryWrites';
import { CHANNEL_NAMES } from './enquiryWords';
import { closeMail, type Mail } from './inbox';

const formSchema = z.object({ channel: z.enum(ENQUIRY_CHANNELS), message: z.string().trim() });

/** Writes down an enquiry that came by telephone, at the office, or in a mail that no parser understood. */
@customElement('enquiry-dialog')
export class EnquiryDialog extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @state() private isOpen = false;
  /** The mail that it is written down from. Null if there is none. */
  @state() private mail: Mail | null = null;
  @state() private message = '';
  @query('form') private form!: HTMLFormElement;
  @query('#enquiry-contact') private contactField!: ComboBox;
  @query('#enquiry-listing') private listingField!: ComboBox;
  @query('#enquiry-agent') private agentField!: ComboBox;
  private readonly saving = new Saving(this);
  private readonly draft = new FormDraft(this);

  /** Opens the form. The mail that it is from fills it, and counts as seen to once the enquiry is saved. */
  async show(mail: Mail | null = null): Promise<void> {
    Object.assign(this, { mail, message: mail === null ? '' : quote(mail), isOpen: true });
    await this.updateComplete;
    const name = mail === null ? 'new-enquiry' : `new-enquiry-${mail.id}`;
    await this.draft.open(this.form, name, chooseId(client, 'enquiries'));
    openModal(this, 'dialog');
  }

  override render() {
    const { session } = this;
    return html`<dialog aria-labelledby="enquiry-title" @close=${this.closed}>
      ${session === null || !this.isOpen ? nothing : this.renderForm(session, this.mail)}
    </dialog>`;
  }

  private renderForm({ uid }: SignedIn, mail: Mail | null) {
    const usual: EnquiryChannel = mail === null ? 'phone' : 'email';
    return html`<form autocomplete="off" @submit=${this.save}>
      <h2 id="enquiry-title">Nueva consulta</h2>
      ${
        this.draft.isRecovered
          ? renderRecovered(() => {
              this.draft.discard();
            })
          : nothing
      }
      ${
        mail === null
          ? nothing
          : html`<p class="soft small break">
              Del correo de
              ${mail.from}${
                isCut(mail)
                  ? ': el mensaje empieza como él, y no cabe entero. El correo se guarda igualmente.'
                  : ''
              }
            </p>`
      }
      <combo-box
        id="enquiry-contact"
        label="Cliente"
        hint="Cómo empieza su nombre en la ficha, su teléfono o su correo"
        required
        .source=${CONTACTS}
        .value=${mail?.contactId ?? ''}
      ></combo-box>
      <combo-box
        id="enquiry-listing"
        label="Inmueble (si ya se sabe)"
        hint="Cómo empieza su título o su dirección"
        .source=${LISTINGS}
      ></combo-box>
      <label class="field"
        ><span>Cómo ha llegado</span
        ><select name="channel">
          ${ENQUIRY_CHANNELS.map(
            (channel) =>
              html`<option value=${channel} ?selected=${channel === usual}>
                ${CHANNEL_NAMES[channel]}
              </option>`,
          )}
        </select></label
      >
      ${renderTextArea({
        id: 'enquiry-message',
        name: 'message',
        label: 'Qué pregunta',
        value: this.message,
        onInput: (message) => {
          this.message = message;
          this.saving.refuse(null);
        },
      })}
      <combo-box
        id="enquiry-agent"
        label="Agente"
        hint="Vacío, nadie todavía"
        .source=${AGENTS}
        .value=${uid}
      ></combo-box>
      ${this.saving.render()}
      <div class="row end">
        ${renderCancelButton(this, 'Volver')} ${this.saving.renderButton('Guardar')}
      </div>
    </form>`;
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.saving.isBusy) return;
    const wanted = this.readForm();
    if (wanted === null) return;
    const { mail } = this;
    const { name: draft, id } = this.draft;
    const isSaved = await this.saving.run(
      async (signal) => {
        await openEnquiry(id, wanted, signal);
        if (mail !== null) await closeMail(mail.id, signal);
        dropDraft(draft);
      },
      `Consulta de ${names.contact(wanted.contactId)}: guardada.`,
    );
    if (!isSaved) return;
    this.draft.forget();
    closeModal(this, 'dialog');
  }

  /** What the form says. Null if something is missing or wrong: then the form says so. */
  private readForm(): NewEnquiry | null {
    const fields = [this.contactField, this.listingField, this.agentField];
    if (!fields.every((field) => field.validate())) return null;
    const form = formSchema.safeParse(Object.fromEntries(new FormData(this.form)));
    if (!form.success || explainLength(form.data.message) !== null) {
      focusFirstError(this.form);
      return null;
    }
    const [contactId = '', listingId = '', agentId = ''] = fields.map(({ value }) => value);
    return {
      contactId,
      listingId: listingId === '' ? null : listingId,
      agentId: agentId === '' ? null : agentId,
      ...form.data,
    };
  }

  /** Runs however the dialog is closed. What was typed stays as a draft, unless it was saved. */
  private closed(): void {
    this.saving.leave();
    this.draft.close();
    this.isOpen = false;
    this.mail = null;
  }
}

const wholeText = ({ subject, text }: Mail): string =>
  [subject, text]
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .join('\n\n');

/** What a mail says, as much as an enquiry takes. A character that is two units stays whole. */
function quote(mail: Mail): string {
  return wholeText(mail)
    .slice(0, MAX_TEXT_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, '');
}

const isCut = (mail: Mail): boolean => wholeText(mail).length > MAX_TEXT_LENGTH;

declare global {
  interface HTMLElementTagNameMap {
    'enquiry-dialog': EnquiryDialog;
  }
}
