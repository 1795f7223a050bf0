import { html, nothing } from 'lit';
import { callAddress, mailAddress, whatsAppAddress } from './contactLinks';
import type { Contact } from './names';

/** The links by which staff reach a contact: by telephone, by WhatsApp, by mail. Those that its data allow. */
export function renderContactLinks(
  { phone, email }: Pick<Contact, 'phone' | 'email'>,
  who: string,
  subject: string,
) {
  const chat = phone === undefined ? null : whatsAppAddress(phone);
  return html`${
    phone === undefined
      ? nothing
      : html`<a class="button" href=${callAddress(phone)} aria-label="Llamar a ${who}">Llamar</a>`
  }
  ${
    chat === null
      ? nothing
      : html`<a
          class="button"
          href=${chat}
          target="_blank"
          rel="noopener noreferrer"
          aria-label="Escribir a ${who} por WhatsApp"
          >WhatsApp</a
        >`
  }
  ${
    email === undefined
      ? nothing
      : html`<a
          class="button"
          href=${mailAddress(email, subject)}
          aria-label="Escribir un correo a ${who}"
          >Correo</a
        >`
  }`;
}
