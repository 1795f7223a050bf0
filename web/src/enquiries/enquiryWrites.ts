/** What the board writes to enquiries (docs/contract.md §2, §7). */
import type { DocumentData } from 'firebase/firestore';
import type { NewAppointment } from '#client/appointments';
import type { Fields } from '#client/changes';
import * as enquiries from '#client/enquiries';
import { updateSource } from '#client/writes';
import {
  ENQUIRY_STATUSES,
  type EnquiryChannel,
  type EnquiryStatus,
} from '#domain/documents/enquiry';
import { isAbsent, recogniseKey } from '#domain/fields';
import { client } from '../shared/client';
import { learnWriter, nameWriter } from '../shared/conflict';
import { WriteRefused } from '../shared/writeRefused';
import type { Enquiry } from './enquiries';

/** The fields of a new enquiry, as a form has them. */
export interface NewEnquiry {
  contactId: string;
  listingId: string | null;
  channel: EnquiryChannel;
  message: string;
  agentId: string | null;
}

/** Creates an open enquiry under an id that was chosen before the first try ({@link chooseId}). */
export async function openEnquiry(
  id: string,
  enquiry: NewEnquiry,
  signal?: AbortSignal,
): Promise<void> {
  await enquiries.openEnquiry(client, enquiry, { id, signal });
  tellOfWrite();
}

/** An enquiry as the person sees it who changes it. What others have changed since is not replaced. */
type Seen<Field extends keyof Enquiry> = Pick<Enquiry, 'id' | Field>;

export const answerEnquiry = (seen: Seen<'status'>): Promise<void> => setStatus(seen, 'answered');

export const dismissEnquiry = (seen: Seen<'status'>): Promise<void> => setStatus(seen, 'dismissed');

export const reopenEnquiry = (seen: Seen<'status'>): Promise<void> => setStatus(seen, 'open');

/**
 * Answers an enquiry from which an appointment was made. An enquiry that lacks a listing gets that of the appointment, so
 * that both are of one lead. One that somebody has settled meanwhile stays as it is.
 */
export async function answerByAppointment(
  { id, contactId }: Pick<Enquiry, 'id' | 'contactId'>,
  appointment: Pick<NewAppointment, 'contactId' | 'listingId'>,
  signal?: AbortSignal,
): Promise<void> {
  const decide = (stored: DocumentData): Fields => {
    if (readStatus(stored) !== 'open') return {};
    const { listingId = null } = appointment;
    const isMissing = isAbsent(stored['listingId']) && appointment.contactId === contactId;
    return { status: 'answered', ...(isMissing && listingId !== null && { listingId }) };
  };
  await update(id, decide, signal);
}

/** Gives an enquiry to an agent. Refused if somebody else has given it to another one meanwhile. */
export async function assignEnquiry(seen: Seen<'agentId'>, agentId: string): Promise<void> {
  await update(seen.id, (stored) => {
    const isOther = !isSameId(stored['agentId'], seen.agentId);
    if (isOther && stored['agentId'] !== agentId) {
      throw new Overtaken(readWriter(stored), 'ha cambiado de agente');
    }
    return { agentId };
  });
}

/** Says which listing an enquiry is about. Refused if somebody else has named another one meanwhile. */
export async function nameListing(
  seen: Seen<'listingId'>,
  listingId: string,
  signal?: AbortSignal,
): Promise<void> {
  const decide = (stored: DocumentData): Fields => {
    const isOther = !isSameId(stored['listingId'], seen.listingId);
    if (isOther && stored['listingId'] !== listingId) {
      throw new Overtaken(readWriter(stored), 'ha indicado otro inmueble de');
    }
    return { listingId };
  };
  await update(seen.id, decide, signal);
}

/** What somebody has done who set a status. */
const DONE: Readonly<Record<EnquiryStatus, string>> = {
  open: 'ha reabierto',
  answered: 'ha respondido',
  dismissed: 'ha descartado',
};

/** Says that somebody has set a status: «Mateo ha respondido la consulta mientras tanto.» */
export function tellWho({ status, updatedBy }: Pick<Enquiry, 'status' | 'updatedBy'>): string {
  return tell(updatedBy, DONE[status]);
}

const tell = (by: string | null, done: string): string =>
  `${nameWriter(by)} ${done} la consulta mientras tanto.`;

/** Somebody else was quicker. `done` is what they have done. */
class Overtaken extends Error {
  constructor(
    readonly by: string | null,
    readonly done: string,
  ) {
    super('Overtaken');
  }
}

async function setStatus(seen: Seen<'status'>, status: EnquiryStatus): Promise<void> {
  await update(seen.id, (stored) => {
    const now = readStatus(stored);
    if (now !== null && now !== seen.status && now !== status) {
      throw new Overtaken(readWriter(stored), DONE[now]);
    }
    return { status };
  });
}

async function update(
  id: string,
  decide: (stored: DocumentData) => Fields,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await updateSource(client, { collection: 'enquiries', id }, decide, signal);
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    if (error.by !== null) await learnWriter(error.by);
    throw new WriteRefused(tell(error.by, error.done));
  }
  tellOfWrite();
}

/** Tells the number in the navigation (enquiryCount.ts), which is loaded apart. */
function tellOfWrite(): void {
  dispatchEvent(new Event('enquiry-written'));
}

const readStatus = (stored: DocumentData): EnquiryStatus | null =>
  recogniseKey(ENQUIRY_STATUSES, stored['status']);

const isSameId = (stored: unknown, seen: string | null): boolean =>
  isAbsent(stored) ? seen === null : stored === seen;

function readWriter(stored: DocumentData): string | null {
  const by: unknown = stored['updatedBy'];
  return typeof by === 'string' ? by : null;
}
