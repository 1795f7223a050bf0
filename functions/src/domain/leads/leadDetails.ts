import type { Origin } from '../documents/enquiry';
import { SOURCE_COLLECTIONS, type SourceCollection, type SourceRef } from '../documents/sourceRef';
import type { Micros } from '../time';
import { openedAt, type Viewings } from '../viewings/viewing';

/** What `source` calls a lead that begins with a document of each collection (docs/contract.md §2). */
const SOURCE_NAMES = {
  enquiries: 'Enquiry',
  appointments: 'Appointment',
  visits: 'Visit',
} as const satisfies Readonly<Record<SourceCollection, string>>;
export type SourceName = (typeof SOURCE_NAMES)[SourceCollection];

/** The fields of a lead that follow its documents (docs/contract.md §2). */
export interface LeadDetails {
  /** What the earliest opened viewing or enquiry is; null if there is none. */
  source: SourceName | null;
  /** Of the earliest opened enquiry that names one. */
  origin: Origin | null;
  /** Of the earliest opened document that names one. */
  prospectId: string | null;
  /** Of the earliest opened document that names an agent. */
  assignedTo: string | null;
}

/** The details that a lead's viewings imply, in whatever order their events arrived. */
export function deriveDetails(viewings: Viewings): LeadDetails {
  let first: Opening | null = null;
  let withOrigin: (Opening & Origin) | null = null;
  let withProspect: (Opening & { prospectId: string }) | null = null;
  let withAgent: (Opening & { agentId: string }) | null = null;
  for (const viewing of viewings.values()) {
    const { ref, appointment, enquiry } = viewing;
    const opened = openedAt(viewing);
    if (opened !== null) first = earlier(first, { ref, openedAt: opened });
    const own = enquiry?.status === 'removed' ? null : (enquiry ?? appointment);
    if (own === null) continue;
    const { openedAt: at, prospectId, agentId } = own;
    if (prospectId !== null)
      withProspect = earlier(withProspect, { ref, openedAt: at, prospectId });
    if (agentId !== null) withAgent = earlier(withAgent, { ref, openedAt: at, agentId });
    if (!('portal' in own)) continue;
    const { portal, campaign } = own;
    const hasOrigin = portal !== null || campaign !== null;
    if (hasOrigin) withOrigin = earlier(withOrigin, { ref, openedAt: at, portal, campaign });
  }
  return {
    source: first && sourceNameOf(first.ref),
    origin: withOrigin && { portal: withOrigin.portal, campaign: withOrigin.campaign },
    prospectId: withProspect?.prospectId ?? null,
    assignedTo: withAgent?.agentId ?? null,
  };
}

/** Whether a `source` is one of ours: an older system may have written anything. */
export function isSourceName(source: string): source is SourceName {
  return Object.values<string>(SOURCE_NAMES).includes(source);
}

/** What `source` calls a lead that begins with this document. */
export function sourceNameOf({ collection }: SourceRef): SourceName {
  return SOURCE_NAMES[collection];
}

interface Opening {
  ref: SourceRef;
  openedAt: Micros;
}

/** At equal times, documents come in the order of their collections, then by id. */
function earlier<Item extends Opening>(one: Item | null, other: Item): Item {
  if (one === null) return other;
  const order =
    one.openedAt - other.openedAt ||
    SOURCE_COLLECTIONS.indexOf(one.ref.collection) -
      SOURCE_COLLECTIONS.indexOf(other.ref.collection);
  return order < 0 || (order === 0 && one.ref.id < other.ref.id) ? one : other;
}
