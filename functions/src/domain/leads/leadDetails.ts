import { SOURCE_COLLECTIONS, type SourceRef } from '../documents/sourceRef';
import type { Micros } from '../time';
import { countedDocuments, openedAt, type Viewings } from '../viewings/viewing';

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
  const [first] = [...viewings.values()]
    .flatMap((viewing) => {
      const opened = openedAt(viewing);
      return opened === null ? [] : [{ ref: viewing.ref, openedAt: opened }];
    })
    .sort(compareOpening);
  const named = countedDocuments(viewings)
    .flatMap(({ ref, state }) => ('agentId' in state ? [{ ref, ...state }] : []))
    .sort(compareOpening);
  return {
    source: first === undefined ? null : sourceNameOf(first.ref),
    prospectId: named.find(({ prospectId }) => prospectId !== null)?.prospectId ?? null,
    assignedTo: named.find(({ agentId }) => agentId !== null)?.agentId ?? null,
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

/** The earliest first; at equal times an appointment before a visit, then by id. */
function compareOpening(a: Opening, b: Opening): number {
  return (
    a.openedAt - b.openedAt ||
    SOURCE_COLLECTIONS.indexOf(a.ref.collection) - SOURCE_COLLECTIONS.indexOf(b.ref.collection) ||
    (a.ref.id < b.ref.id ? -1 : 1)
  );
}
