/** Steps and expectations of the tests that play events in Firestore. */
import { Timestamp } from 'firebase-admin/firestore';
import { AGENT, type Fixture, type LeadSnapshot, type Source, type Step } from './fixture';

export const FASE_0 = 'Fase 0: Información Incompleta';

// Entries of a history in short: the status and its cause.
export const CREATED = [FASE_0, 'lead.created'] as const;
export const SCHEDULED = ['Visita Pendiente', 'appointment.scheduled'] as const;
export const COMPLETED = ['Visita Realizada', 'appointment.completed'] as const;
export const CANCELLED = ['Información Solicitada', 'appointment.cancelled'] as const;
export const VISITED = ['Visita Realizada', 'visit.done'] as const;
export const OFFERED = ['Oferta Presentada', 'visit.offer_made'] as const;
export const INFO_NEEDED = ['Información Solicitada', 'visit.more_info_needed'] as const;
export const ENQUIRED = ['Información Solicitada', 'enquiry.opened'] as const;
export const ANSWERED = ['Respuesta Pendiente', 'enquiry.answered'] as const;
export const MOVED = ['Cerrado', 'lead.moved'] as const;

export const ANY_TIMESTAMP: unknown = expect.any(Timestamp);

/** The `leadSync` of a document that is linked. `completedAt` is there while the server shows it as Completed. */
export const linked = ({ id }: Source, completedAt?: unknown) => ({
  state: 'linked',
  id,
  at: ANY_TIMESTAMP,
  ...(completedAt !== undefined && { completedAt }),
});

/** A time so many days after another. */
export const daysAfter = (days: number, time: Timestamp): Timestamp =>
  new Timestamp(time.seconds + days * 86_400, time.nanoseconds);

export const BY_AGENT = { type: 'user', id: AGENT };
export const BY_CONSOLE = { type: 'console', id: null };

export const schedule =
  (source: Source, fields = {}): Step =>
  () =>
    source.create({ status: 'Scheduled', ...fields });

export const setStatus =
  (source: Source, status: string): Step =>
  () =>
    source.update({ status });

export const recordVisit =
  (source: Source, outcome?: string): Step =>
  () =>
    source.create({ outcome });

/** An admin types a status over in the console. */
export const overwriteStatus =
  (fixture: Fixture, status: string): Step =>
  async () =>
    fixture.editLead(await fixture.lead(), { status })();

export async function expectLinked(source: Source, lead: LeadSnapshot): Promise<void> {
  expect(await source.read()).toMatchObject({ leadId: lead.id, leadSync: linked(source) });
}

export function millis(time: unknown): number {
  if (time instanceof Timestamp) return time.toMillis();
  throw new Error('This is no time');
}
