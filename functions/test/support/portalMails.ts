/**
 * Invented mails in the forms that portals are known to send (each parser says on what evidence). People, addresses and
 * numbers are made up.
 */
import type { PortalMail } from '../../src/domain/enquiries/portalMail/portalMail';

const IDEALISTA = 'idealista <reply@idealista.com>';
const FOTOCASA = 'Fotocasa Pro <cliente@fotocasa.pro>';

export const IDEALISTA_MESSAGE: PortalMail = {
  from: IDEALISTA,
  subject:
    'Nuevo mensaje de Rosalía Quintanar sobre tu inmueble, con ref. R-1732, Piso en Calle Prim, Centro, Málaga',
  text: [
    'Tienes un nuevo mensaje que espera tu respuesta',
    'Rosalía Quintanar',
    '600 11 22 33 [tel:+34600112233]',
    'rosalia@quintanar.example',
    'Buenas tardes:',
    '¿Se puede visitar el sábado? Mi teléfono: 600 11 22 33',
    'Responder desde idealista/tools',
    'Código del anuncio: 109876543',
  ].join('\n'),
};

/** Of somebody with a profile, whose address the portal keeps to itself, on a listing without a reference. */
export const IDEALISTA_PROFILE: PortalMail = {
  from: '"idealista" <reply@idealista.com>',
  subject:
    '🤩 Nuevo mensaje (con perfil) de Andrés sobre tu inmueble, Estudio en Calle Prim, Málaga',
  text: [
    'Tienes un nuevo mensaje que espera tu respuesta',
    'Andrés',
    'Ver perfil',
    '613 11 22 33 [tel:+34613112233]',
    'ufh0y6evg77bymzy8mn8@contacts.idealista.com',
    'Consultar si Andrés está en una lista de morosos',
    'Me gustaría hacer una visita',
    'Responder desde idealista/tools',
  ].join('\n'),
};

export const IDEALISTA_INTERNAL_REFERENCE: PortalMail = {
  ...IDEALISTA_MESSAGE,
  subject:
    'Nuevo mensaje de Rosalía Quintanar sobre tu inmueble, con ref. interna AB 12, Piso en Calle Prim, Málaga',
};

export const IDEALISTA_REPLY: PortalMail = {
  from: IDEALISTA,
  subject: 'Respuesta de Rosalía Quintanar sobre tu inmueble, Piso en Calle Prim, Málaga',
  text: ['Rosalía Quintanar', 'rosalia@quintanar.example', 'El sábado a las diez.'].join('\n'),
};

export const FOTOCASA_CONTACT: PortalMail = {
  from: FOTOCASA,
  subject: 'Contacto para Piso en alquiler en Málaga Capital con referencia 1720 - De Fotocasa',
  text: [
    'Acceder a Fotocasa Pro',
    'Buenas noticias, tienes un nuevo contacto de Fotocasa',
    'A Andrés le interesa tu anuncio Piso de alquiler en Málaga Capital, con referencia 1720',
    'Datos de la persona interesada',
    'Nombre: Andrés Quintanar',
    'Teléfono: +34602112233',
    'Email: andres@quintanar.example',
    'Día y hora: 2026-06-11 a las 22:07h.',
    'Mensaje:',
    'Me gustaría recibir más información. Email: solo por las tardes.',
    'WhatsApp Llamar Email Gestionar contacto',
  ].join('\n'),
};

/** As a text is that was made of HTML without line breaks, from the other portal. */
export const HABITACLIA_CONTACT: PortalMail = {
  from: FOTOCASA,
  subject: 'Contacto para Piso en venta en Málaga con referencia V-7 - De habitaclia',
  text: [
    'Datos de la persona interesada',
    'Nombre:SofíaTeléfono: 602112244 [tel:602112244]Email: sofia@quintanar.example [sofia@quintanar.example]',
    'Mensaje: ¿Sigue libre?',
    '¿Tienes dudas?',
    'Envíanos un email o llámanos al 900 000 000 [tel:+34900000000].',
  ].join('\n'),
};

/** Of somebody who left only an address. */
export const FOTOCASA_WITHOUT_PHONE: PortalMail = {
  from: FOTOCASA,
  subject: 'Contacto para Piso en venta en Málaga con referencia 1553 - De Fotocasa',
  text: [
    'Datos de la persona interesada',
    'Nombre:No especificado.Teléfono:No especificado.Email: luis@quintanar.example',
    'Día y hora:2026-07-09 a las 17:02h.',
    'Mensaje: Me gustaría recibir más información.',
  ].join('\n'),
};

/** Mails that no parser may understand: of whose form there is no evidence, or which hold no message of a person. */
export const UNKNOWN_MAILS: Readonly<Record<string, PortalMail>> = {
  'a call that the portal put through': {
    from: 'idealista <noresponder@idealista.com>',
    subject: 'Llamada atendida de un interesado en tus anuncios',
    text: 'Teléfono del interesado 600 11 22 33',
  },
  'an offer on idealista': {
    ...IDEALISTA_MESSAGE,
    subject:
      'Nueva oferta de Rosalía Quintanar sobre tu inmueble, con ref: 1733, Piso en Calle Prim',
  },
  'the right subject from another sender': {
    ...IDEALISTA_MESSAGE,
    from: 'reply@idealista.example',
  },
  'the right sender only in the name': {
    ...IDEALISTA_MESSAGE,
    from: '"reply@idealista.com" <eva@example.com>',
  },
  'a message of idealista without its end': {
    ...IDEALISTA_MESSAGE,
    text: IDEALISTA_MESSAGE.text.replace('Responder desde idealista/tools', ''),
  },
  'a message of idealista that begins in another way': {
    ...IDEALISTA_MESSAGE,
    text: IDEALISTA_MESSAGE.text.replace('Rosalía Quintanar', 'Interesada'),
  },
  'a message of idealista without an address or a number': {
    ...IDEALISTA_MESSAGE,
    text: 'Rosalía Quintanar\n¿Sigue libre?\nResponder desde idealista/tools',
  },
  'a contact whose subject names no portal': {
    ...FOTOCASA_CONTACT,
    subject: 'Contacto para Piso en alquiler en Málaga Capital con referencia 1595',
  },
  'a contact from a third portal': {
    ...FOTOCASA_CONTACT,
    subject: 'Contacto para Piso en alquiler en Málaga con referencia 1595 - De milanuncios',
  },
  'a chat of Fotocasa': {
    ...FOTOCASA_CONTACT,
    text: [
      'Buenas noticias, tienes un nuevo mensaje esperándote',
      'NuevoSofía12/06/2026 - 22:26',
      '¿Sigue libre?',
      'Responder [contacto-3Rg1n71jM@chat.fotocasa.es]',
    ].join('\n'),
  },
  'a contact with its fields in another order': {
    ...FOTOCASA_CONTACT,
    text: 'Datos de la persona interesada\nEmail: a@b.example\nNombre: Ana\nMensaje: Hola\nTeléfono: 600112233',
  },
  'a contact without an address or a number': {
    ...FOTOCASA_WITHOUT_PHONE,
    text: FOTOCASA_WITHOUT_PHONE.text.replace('luis@quintanar.example', 'No especificado.'),
  },
  'a newsletter': { from: 'ofertas@example.com', subject: 'Grandes ofertas', text: 'Hoy' },
  'nothing at all': { from: '', subject: '', text: '' },
};
