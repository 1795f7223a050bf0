import { millisOfMicros } from '#domain/time';
import { microsOfMillis } from '#domain/time';
import { dateOf } from '../shared/calendar';
import { formatDayAndTime } from '../shared/format';
import { names } from '../shared/names';
import { saveWithToast, trySave } from '../shared/saving';
import { showToast } from '../shared/toasts';
import { change, type Appointment } from './appointments';
import { endOf } from './doubleBooking';
import { confirmSchedule } from './scheduleDoubts';

/** Moves an appointment to another time, as long as it was, once what may be a mistake was asked. It can be undone. */
export async function moveAppointment(before: Appointment, startsAt: Date): Promise<void> {
  if (before.startsAt === null) return;
  const moved = { ...before, startsAt: microsOfMillis(startsAt.getTime()) };
  if (before.endsAt !== null) moved.endsAt = moved.startsAt + before.endsAt - before.startsAt;
  const who = names.contact(before.contactId);
  const key = `move ${before.id}`;
  const takeBack = (): void =>
    void saveWithToast(() => change(moved, timesOf(before)), `Cita de ${who}: como estaba.`, {
      key,
    });
  await saveWithToast(
    () => change(before, timesOf(moved)),
    `Cita de ${who}: ${formatDayAndTime(moved.startsAt)}.`,
    { key, ask: () => askAboutDoubts(moved), undo: { label: 'Deshacer', run: takeBack } },
  );
}

/** The times of an appointment that has one, as they are written. */
function timesOf({ startsAt, endsAt }: Pick<Appointment, 'startsAt' | 'endsAt'>) {
  return {
    startsAt: startsAt === null ? null : dateOf(startsAt),
    ...(endsAt !== null && { endsAt: new Date(millisOfMicros(endsAt)) }),
  };
}

async function askAboutDoubts(
  moved: Appointment & { startsAt: NonNullable<Appointment['startsAt']> },
): Promise<boolean> {
  const { id, contactId, agentId, startsAt } = moved;
  let isYes = false;
  const failure = await trySave(async () => {
    const wanted = { id, contactId, agentId, startsAt, endsAt: endOf(moved) };
    isYes = await confirmSchedule({ ...wanted, isOwn: false });
  });
  if (failure !== null) showToast(failure, { kind: 'bad' });
  return isYes;
}
