import { isAbsent } from '../fields';
import { recogniseLeadStatus } from '../leadStatus';
import { isAdopted, isAnonymous, isOfPair, type StoredLead } from '../leads/lead';
import { translateOlderLead, writtenOutcome, type OlderWords } from '../leads/olderWords';
import { leadFinding, type Finding, type FindingKind } from './finding';

/** The finding that a lead of an older system is not adopted yet, or cannot be. */
export function notAdoptedFinding(lead: StoredLead): Finding {
  return isOfPair(lead)
    ? leadFinding(lead, 'not-adopted', quote(lead.status ?? ''))
    : leadFinding(lead, 'no-pair', describePair(lead));
}

/** What of a lead of an older system cannot be taken over as it stands (docs/contract.md §9). */
export function findingsOfOlderLead(lead: StoredLead, words: OlderWords): Finding[] {
  if (isAdopted(lead) || isAnonymous(lead)) return [];
  if (!isOfPair(lead)) return [notAdoptedFinding(lead)];
  const found = translateOlderLead(lead, words);
  const details: Partial<Record<FindingKind, string | null>> = {
    translated: describeTranslation(lead, found),
    'fase-0': recogniseLeadStatus(found.status) === null ? describeStatus(found) : null,
    'counts-as-lost': isTakenForLost(found) ? describeOutcome(found) : null,
    replaced: describeReplaced(lead),
  };
  return Object.entries(details).flatMap(([kind, detail]) =>
    detail === null ? [] : [leadFinding(lead, kind as FindingKind, detail)],
  );
}

function describePair({ contactId, unusable }: StoredLead): string {
  const field = isAbsent(contactId) ? 'contactId' : 'listingId';
  return field in unusable ? `its ${field} is no text` : `it has no ${field}`;
}

function describeTranslation(lead: StoredLead, found: StoredLead): string | null {
  const [status, closed] = [found.status, found.closed?.outcome];
  const words = [
    status === lead.status ? null : `${quote(lead.status ?? '')} is ${quote(status ?? '')}`,
    closed === lead.closed?.outcome ? null : `${describeOutcome(lead)} is ${closed ?? ''}`,
  ];
  return words.filter((each) => each !== null).join(', ') || null;
}

function describeStatus({ status }: StoredLead): string {
  return isAbsent(status) ? 'has no status' : quote(status ?? '');
}

function isTakenForLost({ status, closed }: StoredLead): boolean {
  return recogniseLeadStatus(status) === 'Cerrado' && closed === null;
}

function describeOutcome(lead: StoredLead): string {
  const written = writtenOutcome(lead);
  return written === null ? 'has no outcome' : quote(written);
}

/** A lead without its pair's fields is not written, and `createdAt` never is: all others are replaced. */
function describeReplaced({ unusable }: StoredLead): string | null {
  const { createdAt, ...replaced } = unusable;
  return Object.keys(replaced).join(', ') || null;
}

function quote(text: string): string {
  return `«${text}»`;
}
