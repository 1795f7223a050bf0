import {
  showLead,
  type Shown,
  type ShownLead,
} from '../../functions/src/application/leads/showLead';
import { documentId } from '../../functions/src/domain/fields';
import { isLeadStatus } from '../../functions/src/domain/leadStatus';
import { forecast, type Forecast } from '../../functions/src/domain/leads/forecast';
import { movesFor } from '../../functions/src/domain/leads/manualMove';
import { reconcileLead } from '../../functions/src/domain/leads/reconcileLead';
import { microsOfMillis, secondsBetween, type Micros } from '../../functions/src/domain/time';
import { shownStatus } from '../../functions/src/domain/viewings/statements';
import { openedAt, type Move, type Viewing } from '../../functions/src/domain/viewings/viewing';
import { database } from '../../functions/src/firestore/database';
import { ATTENTION_WORDS } from '../lib/attentionReasons';
import { formatDuration, formatTime } from '../lib/format';
import { printJson, printLines } from '../lib/print';
import { explainErrors, useTarget, type ToolOptions } from '../lib/target';
import { ToolError } from '../lib/toolError';

/** Prints one lead, with its forecast. */
export async function runShow(options: ToolOptions, id: string): Promise<void> {
  if (!documentId.safeParse(id).success) throw new ToolError(`${id} is not a document id.`);
  const target = useTarget(options);
  const lead = requireLead(id, await explainErrors(target, () => showLead(database(), id)));
  const now = microsOfMillis(Date.now());
  if (target.json) printJson(toJson(lead, forecastLead(lead, now)));
  else printLines(...renderLead(lead, now));
}

function requireLead(id: string, shown: Shown): ShownLead {
  switch (shown.found) {
    case 'lead':
      return shown;
    case 'nothing':
      throw new ToolError(`There is no lead, no appointment and no enquiry ${id}.`);
    case 'document without lead': {
      const { ref, issues } = shown.document;
      const problems = issues.map(({ path, message }) => `${path} ${message}`).join('; ');
      const why = problems === '' ? 'its event has not been handled yet' : problems;
      const what = ref.collection === 'enquiries' ? 'enquiry' : 'appointment';
      throw new ToolError(`The ${what} ${id} has no lead: ${why}.`);
    }
  }
}

/** Null for a lead of an older system: its viewings are unknown. */
function forecastLead({ lead }: ShownLead, now: Micros): Forecast[] | null {
  return lead.viewings === null ? null : forecast(reconcileLead(lead).lead, now);
}

function toJson({ lead, history, unreadable }: ShownLead, next: Forecast[] | null) {
  const { viewings, moves, kept, version, ...fields } = lead;
  const plainViewings = [...(viewings?.values() ?? [])].map(({ visits, ...viewing }) => ({
    ...viewing,
    visits: Object.fromEntries(visits),
  }));
  return {
    lead: { ...fields, updateTime: version },
    history,
    unreadable,
    viewings: plainViewings,
    moves: Object.fromEntries(moves),
    next,
  };
}

/** A lead for the terminal, as it is at a time. */
export function renderLead(shown: ShownLead, now: Micros): string[] {
  const { lead, history, unreadable } = shown;
  return [
    ...renderHead(shown, now),
    '',
    'History',
    ...(history.length === 0 ? ['  none: a lead of an older system'] : renderHistory(shown, now)),
    ...unreadable.map((id) => `  entry ${id} cannot be read`),
    '',
    'Viewings and enquiries',
    ...[...(lead.viewings?.values() ?? [])].flatMap(renderViewing),
    ...[...lead.moves].map(renderMove),
    '',
    'What would happen next',
    ...(forecastLead(shown, now) ?? []).map(renderForecast),
    ...renderAgentMoves(lead.status),
  ];
}

function renderHead({ lead }: ShownLead, now: Micros): string[] {
  const { contactId, listingId, prospectId, assignedTo, closed } = lead;
  const outcome = closed === null ? '' : ` (${closed.outcome}: ${closed.reason})`;
  return [
    `Lead ${lead.id}`,
    `  contact ${contactId ?? '–'}   listing ${listingId ?? '–'}   owner ${prospectId ?? '–'}   agent ${assignedTo ?? '–'}`,
    `  ${lead.status ?? 'no status'}${outcome}`,
    ...renderAttention(lead, now),
  ];
}

function renderAttention({ attention }: ShownLead['lead'], now: Micros): string[] {
  if (attention === null) return [];
  const { at, why } = attention;
  const verb = at <= now ? 'needs somebody since' : 'will need somebody on';
  return [`  ${verb} ${formatTime(at)}: ${ATTENTION_WORDS[why]}`];
}

function renderHistory({ history }: ShownLead, now: Micros): string[] {
  return history.flatMap(({ seq, to, effectiveAt, reason, cause, source, actor }, n) => {
    const next = history[n + 1];
    const stay = formatDuration(secondsBetween(effectiveAt, next?.effectiveAt ?? now));
    const who = actor.id === null ? actor.type : `${actor.type} ${actor.id}`;
    return [
      `  ${String(seq).padStart(3)}  ${formatTime(effectiveAt)}  ${to}, for ${stay}${next === undefined ? ' so far' : ''}`,
      `       ${reason} (${cause}, ${source.collection}/${source.id}), by ${who}`,
    ];
  });
}

function renderViewing(viewing: Viewing): string[] {
  const { ref, appointment, visits, enquiry } = viewing;
  const state =
    enquiry !== null
      ? `: ${enquiry.status}, ${formatTime(enquiry.at)}`
      : appointment !== null
        ? `: ${shownStatus(viewing) ?? ''}, ${appointment.type}`
        : '';
  const opened = openedAt(viewing);
  const when = opened === null ? '' : `, opened ${formatTime(opened)}`;
  return [
    `  ${ref.collection}/${ref.id}${state}${when}${deletionOf(enquiry ?? appointment)}`,
    ...[...visits].map(
      ([id, visit]) =>
        `    visits/${id}: ${visit.status}${visit.outcome === null ? '' : `, ${visit.outcome}`}, ${formatTime(visit.at)}${deletionOf(visit)}`,
    ),
  ];
}

/** A document that is gone, though what it said stands. */
function deletionOf(state: { status: string; isDeleted: boolean } | null): string {
  return state?.isDeleted === true && state.status !== 'removed' ? ' (document deleted)' : '';
}

function renderMove([key, { at, leadId }]: readonly [string, Move]): string {
  return `  ${key}: moved to lead ${leadId} on ${formatTime(at)}`;
}

function renderForecast(next: Forecast): string {
  return `  ${describeEvent(next)} → ${next.status}`;
}

function describeEvent(next: Forecast): string {
  switch (next.happens) {
    case 'new appointment':
      return 'a new appointment';
    case 'appointment':
      return `${next.appointment.id} becomes ${next.becomes}`;
    case 'visit':
      return `${next.appointment.id} is visited, ${next.outcome ?? 'without outcome'}`;
  }
}

/** The statuses to which an agent may move the lead by hand (docs/contract.md §6). */
function renderAgentMoves(status: string | null): string[] {
  if (!isLeadStatus(status)) return [];
  const targets = movesFor('agent', status).map(({ to, outcome }) =>
    outcome === null ? to : `${to} (${outcome})`,
  );
  return [`  by hand, an agent → ${targets.length === 0 ? 'nowhere' : targets.join(', ')}`];
}
