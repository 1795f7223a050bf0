import {
  collection,
  orderBy,
  query,
  Timestamp,
  where,
  type QueryDocumentSnapshot,
} from 'firebase/firestore';
import { APPOINTMENT_STATUS_LIST, type AppointmentStatus } from '#domain/documents/appointment';
import { timestampSchema, type Micros } from '#domain/time';
import { dateOf, toDateField } from '../shared/calendar';
import { connection } from '../shared/firebase/connection';
import { formatDayAndTime } from '../shared/format';
import { summarizeAppointments, type AppointmentSummary } from './appointmentSummary';
import { countWithCases, readCase, type Case } from './explained';

export interface PastAppointments extends AppointmentSummary {
  /** Reads the latest appointments with one of these statuses: those that the summary counted. */
  read: (statuses: readonly AppointmentStatus[], max: number) => Promise<readonly Case[]>;
}

/** An appointment opens its lead. One without a lead opens its day in the agenda. */
function readAppointment(snapshot: QueryDocumentSnapshot): Case & { startsAt: Micros } {
  const startsAt = timestampSchema.parse(snapshot.get('startsAt'));
  const leadId: unknown = snapshot.get('leadId');
  const path =
    typeof leadId === 'string'
      ? `/embudo/${encodeURIComponent(leadId)}`
      : `/calendario?vista=dia&fecha=${toDateField(dateOf(startsAt))}`;
  return { ...readCase(snapshot), startsAt, path, detail: formatDayAndTime(startsAt) };
}

/** What became of the appointments that began since a day. The agenda's index serves these counts, too. */
export async function readAppointments(since: Date): Promise<PastAppointments> {
  const now = Timestamp.now();
  const counted = new Map(
    await Promise.all(
      APPOINTMENT_STATUS_LIST.map(async (status) => {
        const began = query(
          collection(connection().db, 'appointments'),
          where('status', '==', status),
          where('startsAt', '>=', Timestamp.fromDate(since)),
          where('startsAt', '<', now),
          orderBy('startsAt', 'desc'),
        );
        return [status, await countWithCases(began, readAppointment)] as const;
      }),
    ),
  );
  const read = async (statuses: readonly AppointmentStatus[], max: number) => {
    const cases = await Promise.all(
      [...counted].flatMap(([status, each]) => (statuses.includes(status) ? [each.read(max)] : [])),
    );
    return cases
      .flat()
      .sort((a, b) => b.startsAt - a.startsAt)
      .slice(0, max);
  };
  const counts = [...counted].map(([status, { total }]) => [status, total] as const);
  return { ...summarizeAppointments(new Map(counts)), read };
}
