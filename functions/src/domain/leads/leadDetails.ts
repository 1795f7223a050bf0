import { SOURCE_COLLECTIONS, type SourceRef } from '../documents/sourceRef';
import type { Micros } from '../time';
import { openedAt, type Viewings } from '../viewings/viewing';

/** The fields of a lead that follow its documents (docs/contract.md §2). */
export interface LeadDetails {
  /** What the earliest opened viewing is; null if there is none. */
  source: 'Appointment' | 'Visit' | null;
  /** Of the earliest opened document that names one. */
  prospectId: string | null;
  /** Of the earliest opened document that names an agent. */
  assignedTo: string | null;
}

/** The details that a lead's viewings imply, in whatever order their events arrived. */
export function deriveDetails(viewings: Viewings): LeadDetails {
  let first: Opening | null = null;
  let withProspect: (Opening & { prospectId: string }) | null = null;
  let withAgent: (Opening & { agentId: string }) | null = null;
  for (const viewing of viewings.values()) {
    const { ref, appointment } = viewing;
    const opened = openedAt(viewing);
    if (opened !== null) first = earlier(first, { ref, openedAt: opened });
    if (appointment === null) continue;
    const { openedAt: own, prospectId, agentId } = appointment;
    if (prospectId !== null)
      withProspect = earlier(withProspect, { ref, openedAt: own, prospectId });
    if (agentId !== null) withAgent = earlier(withAgent, { ref, openedAt: own, agentId });
  }
  return {
    source: first === null ? null : sourceNameOf(first.ref),
    prospectId: withProspect?.prospectId ?? null,
    assignedTo: withAgent?.agentId ?? null,
  };
}

/** What `source` calls a lead that begins with this document. */
export function sourceNameOf({ collection }: SourceRef): 'Appointment' | 'Visit' {
  return collection === 'appointments' ? 'Appointment' : 'Visit';
}

interface Opening {
  ref: SourceRef;
  openedAt: Micros;
}

/** At equal times an appointment comes before a visit, then the lesser id. */
function earlier<Item extends Opening>(one: Item | null, other: Item): Item {
  if (one === null) return other;
  const order =
    one.openedAt - other.openedAt ||
    SOURCE_COLLECTIONS.indexOf(one.ref.collection) -
      SOURCE_COLLECTIONS.indexOf(other.ref.collection);
  return order < 0 || (order === 0 && one.ref.id < other.ref.id) ? one : other;
}
