import {
  collection,
  doc,
  documentId,
  limit,
  orderBy,
  query,
  where,
  type DocumentSnapshot,
  type QueryConstraint,
} from 'firebase/firestore';
import { parseEnquiry, type Enquiry } from '#client/enquiries';
import { watchAll, watchOne } from '#client/watch';
import type { EnquiryStatus } from '#domain/documents/enquiry';
import { noteAgent } from '../shared/agents';
import { client } from '../shared/client';

export type { Enquiry };

/** The enquiry, whose agent is remembered. Null if the document cannot be used. «Rechazados» lists those. */
function readEnquiry(snapshot: DocumentSnapshot): Enquiry | null {
  const enquiry = parseEnquiry(snapshot);
  if (enquiry !== null) noteAgent(enquiry.agentId);
  return enquiry;
}

const getCollection = () => collection(client.db, 'enquiries');

type OnError = (error: Error) => void;

/** Some enquiries of many. */
export interface EnquiryPage {
  enquiries: Enquiry[];
  hasMore: boolean;
}

/**
 * Watches the enquiries with a status, of one agent or of all: of the open ones those that have waited longest, of the
 * others those that were settled last.
 */
export function watchEnquiries(
  { status, agent }: { status: EnquiryStatus; agent: string | null },
  maxEnquiries: number,
  onChange: (page: EnquiryPage) => void,
  onError: OnError,
): () => void {
  const constraints: QueryConstraint[] = [
    ...(agent === null ? [] : [where('agentId', '==', agent)]),
    where('status', '==', status),
    status === 'open' ? orderBy('createdAt') : orderBy('statusAt', 'desc'),
    limit(maxEnquiries),
  ];
  return watchAll(
    client,
    query(getCollection(), ...constraints),
    // Those that cannot be used count, too: behind them there may be others.
    (snapshot) => ({ enquiry: readEnquiry(snapshot) }),
    (read) => {
      onChange({
        enquiries: read.flatMap(({ enquiry }) => enquiry ?? []),
        hasMore: read.length >= maxEnquiries,
      });
    },
    onError,
  );
}

/** Watches one enquiry. Null if it does not exist or cannot be used. */
export function watchEnquiry(
  id: string,
  onChange: (enquiry: Enquiry | null) => void,
  onError: OnError,
): () => void {
  return watchOne(client, doc(getCollection(), id), readEnquiry, onChange, onError);
}

/** Watches the enquiries with these ids, at most as many as one query takes. They come in the order of the ids. */
export function watchNamed(
  ids: readonly string[],
  onChange: (enquiries: Enquiry[]) => void,
  onError: OnError,
): () => void {
  const named = query(getCollection(), where(documentId(), 'in', ids));
  const place = (enquiry: Enquiry): number => ids.indexOf(enquiry.id);
  return watchAll(
    client,
    named,
    readEnquiry,
    (enquiries) => {
      onChange(enquiries.sort((a, b) => place(a) - place(b)));
    },
    onError,
  );
}
