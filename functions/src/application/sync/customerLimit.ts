import { CANCELLED_APPOINTMENT_STATUS } from '../../domain/documents/appointment';
import {
  isSameRejection,
  type Issue,
  type SourceDocument,
} from '../../domain/documents/sourceDocument';
import type { LeadReader } from './leadReader';

/** How many appointments a customer may have asked for that are still `Scheduled` (docs/contract.md §7). */
export const MAX_REQUESTS = 20;

const BEYOND_LIMIT: Issue = {
  path: 'requestedBy',
  message: `the customer has asked for ${MAX_REQUESTS} earlier appointments that are still Scheduled`,
};

/**
 * Why an appointment that no lead holds is beyond its customer's limit; null if it is not. One that was rejected
 * for that and cancelled stays so. Costs a query for an appointment that the customer asked for, else nothing.
 */
export async function findBeyondLimit(
  reader: LeadReader,
  document: SourceDocument,
): Promise<Issue | null> {
  const { ref, content, leadSync, stamps, createTime } = document;
  if (content?.collection !== 'appointments' || content.requestedBy === null) return null;
  if (leadSync?.state === 'linked') return null;
  const isCancelled = content.status === CANCELLED_APPOINTMENT_STATUS;
  if (isCancelled && wasBeyondLimit(document)) return BEYOND_LIMIT;
  const { contactId } = content;
  const createdAt = stamps.createdAt ?? createTime;
  const earlier = await reader.countEarlierRequests(
    { contactId, createdAt, id: ref.id },
    MAX_REQUESTS,
  );
  return earlier < MAX_REQUESTS ? null : BEYOND_LIMIT;
}

/** Whether a document says that it was rejected for its customer's limit. */
export function wasBeyondLimit({ leadSync }: SourceDocument): boolean {
  return isSameRejection(leadSync, [BEYOND_LIMIT]);
}
