// More data for the board: the names that the agency's other systems own, and a week of appointments.
import { registerVisit, scheduleAppointment } from '../client/src/index';
import { findEmulators } from './client';
import { CONTACTS, LISTINGS, type Clients } from './stories';
import { DEMO_USERS } from './demoUsers';

const HOUR_MS = 3_600_000;
const PRICES = [285_000, 640_000, 455_000, 198_000];
/** Its leads say so, and can be closed together. */
const SOLD = 'paseo-del-prado-8';

/** Writes contacts and listings as the agency's other systems do. The agents are contacts as well. */
export async function writeOffice(): Promise<void> {
  const people = Object.entries(CONTACTS).map(([id, name], n) => ({
    path: `contacts/${id}`,
    fields: {
      name: { stringValue: name },
      phone: { stringValue: `+34 600 000 ${String(101 + n)}` },
      email: { stringValue: `${id}@correo.example` },
    },
  }));
  const staff = DEMO_USERS.filter(({ claims: { role } }) => role === 'agent' || role === 'admin');
  const colleagues = [
    ...staff.map(
      ({ uid, displayName }) => [uid, displayName.split(' (')[0] ?? displayName] as const,
    ),
    ...(['Irene', 'Javier', 'Noelia'] as const).map(
      (name) => [`agente-${name.toLowerCase()}`, name] as const,
    ),
  ].map(([id, name]) => ({ path: `contacts/${id}`, fields: { name: { stringValue: name } } }));
  const flats = Object.entries(LISTINGS).map(([id, title], n) => ({
    path: `listings/${id}`,
    fields: {
      title: { stringValue: title },
      city: { stringValue: 'Madrid' },
      price: { integerValue: String(PRICES[n % PRICES.length] ?? 300_000) },
      status: { stringValue: id === SOLD ? 'sold' : 'available' },
    },
  }));
  await commitAsServer([...people, ...colleagues, ...flats]);
}

/** Writes as another system does, past the rules: no client may write these documents. */
async function commitAsServer(
  documents: readonly { path: string; fields: object }[],
): Promise<void> {
  const { project, firestore } = findEmulators();
  const database = `projects/${project}/databases/(default)/documents`;
  const response = await fetch(`http://${firestore}/v1/${database}:commit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer owner' },
    body: JSON.stringify({
      writes: documents.map(({ path, fields }) => ({
        update: { name: `${database}/${path}`, fields },
      })),
    }),
  });
  if (!response.ok) throw new Error(`The names could not be written: ${await response.text()}`);
}

/**
 * Writes appointments around today, of which one is over and has no outcome, and a visit that cannot be
 * used.
 */
export async function writeAgenda({ lucia, mateo }: Clients): Promise<void> {
  const today = new Date();
  const at = (days: number, hour: number): { startsAt: Date; endsAt: Date } => {
    const startsAt = new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, hour);
    return { startsAt, endsAt: new Date(startsAt.getTime() + HOUR_MS) };
  };
  const planned = [
    [lucia, 'sofia-romero', 'calle-mayor-12', -1, 18, 'Primera visita, con su pareja.'],
    [lucia, 'elena-prieto', 'plaza-del-carmen-3', 0, 9, 'Recoger las llaves en la oficina.'],
    [mateo, 'hugo-serrano', 'paseo-del-prado-8', 0, 12, 'Pregunta por la plaza de garaje.'],
    [lucia, 'sofia-romero', 'calle-serrano-45', 0, 20, 'Quiere verlo de noche.'],
    [lucia, 'jorge-molina', 'plaza-del-carmen-3', 1, 10, 'Tiene la hipoteca preconcedida.'],
    [mateo, 'pablo-vidal', 'calle-mayor-12', 1, 17, 'Segunda visita.'],
    [lucia, 'nuria-campos', 'calle-serrano-45', 2, 11, 'Busca luz natural y ascensor.'],
  ] as const;
  for (const [agent, contactId, listingId, days, hour, notes] of planned) {
    const details = { contactId, listingId, prospectId: `ficha-${listingId}`, notes };
    await scheduleAppointment(agent, { ...details, agentId: agent.uid(), ...at(days, hour) });
  }
  await scheduleAppointment(lucia, {
    contactId: 'ines-castro',
    listingId: 'calle-serrano-45',
    agentId: lucia.uid(),
    type: 'Firma',
    notes: 'Arras en la oficina.',
    ...at(3, 13),
  });
  // This appointment does not exist: the board shows the visit under «Rechazados».
  await registerVisit(mateo, { appointmentId: 'cita-que-no-existe' });
}
