import { observeRead } from '../documents/observation';
import type { SourceDocument } from '../documents/sourceDocument';
import { sourceKey, type SourceRef } from '../documents/sourceRef';
import { applyObservation } from '../viewings/applyObservation';
import { newViewing, withViewing, type Viewings } from '../viewings/viewing';

/** The viewings that documents make, as they are now (docs/contract.md §3). Those that cannot be used make none. */
export function gatherViewings(documents: readonly SourceDocument[]): Viewings {
  let viewings: Viewings = new Map();
  for (const document of documents) {
    const observation = observeRead(document);
    if (observation === null) continue;
    const ref = viewingOf(document);
    const known = viewings.get(sourceKey(ref)) ?? newViewing(ref);
    viewings = withViewing(viewings, applyObservation(known, observation).viewing);
  }
  return viewings;
}

/** A visit belongs to the viewing of its appointment. */
function viewingOf({ ref, content }: SourceDocument): SourceRef {
  const appointmentId = content?.collection === 'visits' ? content.appointmentId : null;
  return appointmentId === null ? ref : { collection: 'appointments', id: appointmentId };
}
