import { CONSOLE, SYSTEM } from '../actor';
import { lastEntryOf, nextEntry, REASONS, type LastEntry } from '../documents/history';
import { INITIAL_STATUS, isLeadStatus } from '../leadStatus';
import { shorten } from '../text';
import { newestStateAt, type Viewings } from '../viewings/viewing';
import { applyDecision, closedAs, type LeadChange } from './changeLead';
import type { Decision } from './deriveStatus';
import { isAdopted, type AdoptedLead, type KnownLead, type Lead, type StoredLead } from './lead';

const CLOSED_ELSEWHERE = 'Cerrado en un sistema anterior';

/** A history entry holds no more than a document may, so a long text is quoted in part. */
const MAX_QUOTE_LENGTH = 200;

/**
 * A lead as it was read, brought in step with its history before anything else happens to it. A lead of an
 * older system is adopted (docs/contract.md §3). A status that somebody typed over in the console is
 * recorded as a decision, or put back if it is not one of the ten statuses (§6). A lead that was restored
 * from a backup catches up with its history: `last` is the history's end, if it was read.
 */
export function reconcileLead(found: KnownLead, last: LastEntry | null = null): LeadChange {
  if (found.kind === 'planned') {
    const { kind, id, ...lead } = found;
    return { lead, entries: [], isChanged: false };
  }
  if (!isAdopted(found)) return adoptLead(found, last);
  if (last !== null && last.seq > found.history.seq) return catchUpWithHistory(found, last);
  const { seq, status, decision } = found.history;
  const effectiveAt = found.statusChangedAt ?? found.version;
  const lead = leadWith(found, found.viewings, { seq, status, effectiveAt }, decision);
  if (found.status === status) return { lead, entries: [], isChanged: false };
  return withConsoleEdit(found, lead);
}

/** The lead was restored from a backup, and its history was not: the history counts. */
function catchUpWithHistory(found: AdoptedLead, last: LastEntry): LeadChange {
  const lead = leadWith(found, found.viewings, last, found.history.decision);
  return { lead, entries: [], isChanged: true };
}

function withConsoleEdit({ id, status, version }: AdoptedLead, lead: Lead): LeadChange {
  const change: LeadChange = { lead, entries: [], isChanged: true };
  if (!isLeadStatus(status)) return change;
  const at = Math.max(version, newestStateAt(lead.viewings));
  const reason = REASONS['console.edited'];
  const outcome = status === 'Cerrado' ? 'lost' : null;
  return applyDecision(
    change,
    { status, outcome, reason, at },
    {
      cause: 'console.edited',
      reason,
      source: { collection: 'leads', id },
      actor: CONSOLE,
      effectiveAt: at,
    },
  );
}

/** The status of an older lead counts as a decision, until something newer happens. */
function adoptLead(found: StoredLead, last: LastEntry | null): LeadChange {
  const status = isLeadStatus(found.status) ? found.status : INITIAL_STATUS;
  const decision: Decision = {
    status,
    outcome: status === 'Cerrado' ? (found.closed?.outcome === 'won' ? 'won' : 'lost') : null,
    reason: found.closed?.reason || CLOSED_ELSEWHERE,
    at: found.version,
  };
  const entry = nextEntry(last, status, {
    cause: 'lead.adopted',
    reason: adoptionReason(found),
    source: { collection: 'leads', id: found.id },
    actor: SYSTEM,
    effectiveAt: found.statusChangedAt ?? found.version,
  });
  const lead = leadWith(found, new Map(), lastEntryOf(entry), decision);
  const closed = closedAs(lead, { status, movedTo: null, by: null });
  return { lead: { ...lead, closed }, entries: [entry], isChanged: true };
}

function adoptionReason({ status }: StoredLead): string {
  const reason = REASONS['lead.adopted'];
  if (isLeadStatus(status)) return reason;
  return `${reason}: «${shorten(status ?? '', MAX_QUOTE_LENGTH)}» no es un estado del embudo`;
}

function leadWith(
  { contactId, listingId, prospectId, assignedTo, source, closed }: StoredLead,
  viewings: Viewings,
  history: LastEntry,
  decision: Decision | null,
): Lead {
  return {
    contactId,
    listingId,
    prospectId,
    assignedTo,
    source: source ?? 'Appointment',
    status: history.status,
    closed,
    decision,
    viewings,
    history,
  };
}
