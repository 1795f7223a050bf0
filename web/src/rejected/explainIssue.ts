import type { SourceCollection } from '#domain/documents/sourceRef';

/** One reason of the server why a document cannot be used: a field's path, and a message in English. */
interface Issue {
  path: string;
  message: string;
}

/** What is wrong with a document, and what puts it right, as sentences for an admin. */
export interface Explanation {
  problem: string;
  wayOut: string;
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  contactId: 'Cliente',
  listingId: 'Inmueble',
  appointmentId: 'Cita',
  status: 'Estado',
  type: 'Tipo',
  channel: 'Cómo llegó',
  outcome: 'Resultado',
};

/** The Spanish name of a field. Its own name if it has none. */
export function nameField(field: string): string {
  return FIELD_NAMES[field] ?? field;
}

const THIS_DOCUMENT: Readonly<Record<SourceCollection, string>> = {
  enquiries: 'esta consulta',
  appointments: 'esta cita',
  visits: 'esta visita',
};

const ELSEWHERE =
  'Corrígelo en el sistema que escribió el documento, o pídeselo a quien tiene acceso a la consola de Firebase.';

/** Explains an issue. `isMendable` says whether the page has a form that corrects the field. */
export function explainIssue(
  collection: SourceCollection,
  { path, message }: Issue,
  isMendable: boolean,
): Explanation {
  const choose = 'Elige el valor correcto: Embudo la enlaza al momento.';
  switch (path) {
    case 'contactId':
      return {
        problem: 'No se sabe de qué cliente es: falta su referencia, o no es válida.',
        wayOut: `El cliente no se cambia desde aquí. ${ELSEWHERE} Si corre prisa, agenda una cita nueva con el cliente correcto.`,
      };
    case 'listingId':
      return {
        problem: 'El inmueble no es una referencia válida, o falta.',
        wayOut: isMendable
          ? 'Escribe la referencia correcta: Embudo la enlaza al momento.'
          : `El inmueble solo se cambia aquí mientras la cita está programada o no tiene ninguno. ${ELSEWHERE}`,
      };
    case 'status':
      return {
        problem: 'El estado no es ninguno de los que existen.',
        wayOut: isMendable ? choose : ELSEWHERE,
      };
    case 'type':
      return {
        problem: 'El tipo de cita no es ninguno de los que existen.',
        wayOut: isMendable ? choose : ELSEWHERE,
      };
    case 'channel':
      return {
        problem: 'No se sabe cómo llegó: el canal no es ninguno de los que existen.',
        wayOut: isMendable ? choose : ELSEWHERE,
      };
    case 'outcome':
      return {
        problem: 'El resultado no es ninguno de los que existen.',
        wayOut: isMendable ? choose : ELSEWHERE,
      };
    case 'appointmentId':
      return message.includes('cannot be used')
        ? {
            problem: 'Es de una cita que también está rechazada.',
            wayOut: 'Corrige primero la cita, y después guarda otra vez la visita.',
          }
        : {
            problem: 'Es de una cita que no existe.',
            wayOut:
              'Si la cita llega más tarde, guarda otra vez la visita y se enlaza. Si no va a llegar, agenda la cita y registra en ella la visita.',
          };
    case 'requestedBy':
      return {
        problem:
          'El cliente ya ha pedido 20 citas que siguen sin celebrarse: son las que puede pedir.',
        wayOut:
          'Cancela las que no vayan a ser, o agéndala tú. Esta se enlaza al editarla cuando haya sitio.',
      };
    default:
      return {
        problem: message.includes('documents already')
          ? 'Su lead está lleno: ya no caben más citas ni visitas.'
          : `Embudo no ha podido usar ${THIS_DOCUMENT[collection]}.`,
        wayOut: ELSEWHERE,
      };
  }
}
