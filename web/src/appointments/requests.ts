/** What customers ask for: the board's words and questions around it. */
import * as requests from '#client/requests';
import type { ChangedMeanwhileError } from '#client/errors';
import { noteAgent } from '../shared/agents';
import { client } from '../shared/client';
import { names } from '../shared/names';
import { readOwnUid } from '../shared/ownUid';
import { saveWithToast, trySave } from '../shared/saving';
import { showToast } from '../shared/toasts';
import { refuseConflict } from '../shared/writeRefused';
import { nowMicros, type Appointment } from './appointments';
import { endOf } from './doubleBooking';
import { askForReason } from './refuseDialog';
import { confirmSchedule } from './scheduleDoubts';

export { MAX_REQUESTS } from '#client/requests';

/** Watches what customers have asked for and nobody has confirmed: what has not passed yet, the next ones first. */
export function watchRequests(
  onChange: (requests: Appointment[]) => void,
  onError: (error: Error) => void,
): () => void {
  return requests.watchRequests(
    client,
    (read) => {
      for (const { agentId } of read) noteAgent(agentId);
      onChange(read);
    },
    onError,
  );
}

/**
 * Confirms a request at its hour, once what may be a mistake was asked. Whoever confirms one without an agent takes it.
 * Resolves to whether it was confirmed.
 */
export async function confirmRequest(request: Appointment): Promise<boolean> {
  const agentId = readOwnUid() ?? undefined;
  const who = names.contact(request.contactId);
  const key = `confirm ${request.id}`;
  const takeBack = (): void =>
    void saveWithToast(
      () => requests.unconfirmAppointment(client, request),
      `Cita de ${who}: por confirmar, como estaba.`,
      { key },
    );
  return saveWithToast(
    () =>
      requests.confirmAppointment(client, request, { agentId }).catch(refuseConflict(nameConflict)),
    `Cita de ${who} confirmada.`,
    {
      key,
      ask: () => askAboutDoubts(request, request.agentId ?? agentId ?? null),
      undo: { label: 'Deshacer', run: takeBack },
    },
  );
}

async function askAboutDoubts(request: Appointment, agentId: string | null): Promise<boolean> {
  const { id, contactId, startsAt } = request;
  if (startsAt === null) return false;
  const wanted = { id, contactId, agentId, isOwn: false, startsAt };
  let isYes = false;
  const failure = await trySave(async () => {
    isYes = await confirmSchedule({ ...wanted, endsAt: endOf({ ...request, startsAt }) });
  });
  if (failure !== null) showToast(failure, { kind: 'bad' });
  return isYes;
}

/** Asks why a request is refused, and refuses it. Resolves to whether it was refused. */
export async function refuseRequest(request: Appointment): Promise<boolean> {
  const who = names.contact(request.contactId);
  const reason = await askForReason(who, request.notes);
  if (reason === null) return false;
  const { id } = request;
  const key = `confirm ${id}`;
  const takeBack = (): void =>
    void saveWithToast(
      () => requests.withdrawRefusal(client, id, reason).catch(refuseConflict(nameLateConflict)),
      `Cita de ${who}: como estaba, y sin el motivo.`,
      { key },
    );
  return saveWithToast(
    () => requests.refuseAppointment(client, id, reason).catch(refuseConflict(nameConflict)),
    `Cita de ${who} rechazada: el cliente lee el motivo en «Mis citas».`,
    { key, undo: { label: 'Deshacer', run: takeBack } },
  );
}

/** What has changed since a refusal that somebody takes back. */
function nameLateConflict({ field }: ChangedMeanwhileError): string {
  return field === 'status'
    ? 'Esta cita ya no está rechazada: alguien la ha cambiado mientras tanto.'
    : 'Alguien ha cambiado las notas de esta cita mientras tanto: ábrela en la agenda.';
}

function nameConflict({ field }: ChangedMeanwhileError): string {
  return field === 'status'
    ? 'Esta cita ya no está programada: alguien la ha cambiado mientras tanto.'
    : 'Alguien ha cambiado la hora de esta cita mientras tanto: mírala antes de confirmarla.';
}

/** Whether its time has not passed yet. One without a date waits for one. */
export function isAhead({ startsAt }: Appointment): boolean {
  return startsAt === null || startsAt >= nowMicros();
}
