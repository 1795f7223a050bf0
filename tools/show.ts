import { Command } from 'commander';
import { showLead, type Shown, type ShownLead } from '../functions/src/application/showLead';
import { documentId } from '../functions/src/domain/fields';
import { openLead } from '../functions/src/domain/changeLead';
import { isLeadStatus } from '../functions/src/domain/leadStatus';
import { AGENT_MOVES } from '../functions/src/domain/moveByHand';
import { outlookOf, type Outlook } from '../functions/src/domain/outlook';
import { microsOfMillis, secondsBetween, type Micros } from '../functions/src/domain/time';
import type { Viewing } from '../functions/src/domain/viewing';
import { database } from '../functions/src/firestore/database';
import { durationOf } from './duration';
import { aim, reach, ToolError, type Target } from './target';

/** `show <id>`: one lead as a timeline, its viewings, and what would happen next. */
export function showCommand(target: () => Target): Command {
  return new Command('show')
    .description('one lead: its history, its viewings, and what would happen next')
    .argument('<id>', 'of the lead, or of one of its appointments')
    .exitOverride()
    .action(async (id: string) => {
      if (!documentId.safeParse(id).success) throw new ToolError(`${id} is not a document id.`);
      const given = target();
      aim(given);
      const lead = found(id, await reach(given, () => showLead(database(), id)));
      const now = microsOfMillis(Date.now());
      const next = outlookFor(lead, now);
      console.log(given.json === true ? asJson(lead, next) : asText(lead, next, now));
    });
}

function found(id: string, shown: Shown): ShownLead {
  switch (shown.found) {
    case 'lead':
      return shown;
    case 'nothing':
      throw new ToolError(`There is neither a lead nor an appointment ${id}.`);
    case 'appointment without lead': {
      const { issues } = shown.appointment;
      const why = issues.map(({ path, message }) => `${path} ${message}`).join('; ');
      throw new ToolError(
        `The appointment ${id} has no lead: ${why === '' ? 'no event has told of it yet' : why}.`,
      );
    }
  }
}

/** Null for a lead of an older system: nothing is known of its viewings. */
function outlookFor({ lead }: ShownLead, now: Micros): Outlook[] | null {
  return lead.viewings === null ? null : outlookOf(openLead(lead).lead, now);
}

function asJson({ lead, history, unreadable }: ShownLead, next: Outlook[] | null): string {
  const { viewings, version, ...fields } = lead;
  const plain = [...(viewings?.values() ?? [])].map(({ visits, ...viewing }) => ({
    ...viewing,
    visits: Object.fromEntries(visits),
  }));
  return JSON.stringify({
    lead: { ...fields, updateTime: version },
    history,
    unreadable,
    viewings: plain,
    next,
  });
}

function asText(shown: ShownLead, next: Outlook[] | null, now: Micros): string {
  const { lead, history, unreadable } = shown;
  const { contactId, listingId, prospectId, assignedTo, closed } = lead;
  const outcome = closed === null ? '' : ` (${closed.outcome}: ${closed.reason})`;
  return [
    `Lead ${lead.id}`,
    `  contact ${contactId ?? '–'}   listing ${listingId ?? '–'}   owner ${prospectId ?? '–'}   agent ${assignedTo ?? '–'}`,
    `  ${lead.status ?? 'no status'}${outcome}`,
    '',
    'History',
    ...(history.length === 0 ? ['  none: a lead of an older system'] : timeline(shown, now)),
    ...unreadable.map((id) => `  entry ${id} cannot be read`),
    '',
    'Viewings',
    ...[...(lead.viewings?.values() ?? [])].flatMap(linesOfViewing),
    '',
    'What would happen next',
    ...(next ?? []).map(lineOfOutlook),
    ...movesByHand(lead.status),
  ].join('\n');
}

function timeline({ history }: ShownLead, now: Micros): string[] {
  return history.flatMap(({ seq, to, effectiveAt, reason, cause, source, actor }, n) => {
    const until = history[n + 1]?.effectiveAt ?? now;
    const lasted = durationOf(secondsBetween(effectiveAt, until));
    const who = actor.id === null ? actor.type : `${actor.type} ${actor.id}`;
    return [
      `  ${String(seq).padStart(3)}  ${dateOf(effectiveAt)}  ${to}, for ${lasted}${n + 1 === history.length ? ' so far' : ''}`,
      `       ${reason} (${cause}, ${source.collection}/${source.id}), by ${who}`,
    ];
  });
}

function linesOfViewing({ ref, openedAt, appointment, visits, left }: Viewing): string[] {
  const says = appointment === null ? '' : `: ${appointment.status}, ${appointment.type}`;
  const gone = left === null ? '' : `, left for ${left.leadId} on ${dateOf(left.at)}`;
  return [
    `  ${ref.collection}/${ref.id}${says}, opened ${dateOf(openedAt)}${gone}`,
    ...[...visits].map(
      ([id, { status, outcome, at }]) =>
        `    visits/${id}: ${status}${outcome === null ? '' : `, ${outcome}`}, ${dateOf(at)}`,
    ),
  ];
}

function lineOfOutlook(outlook: Outlook): string {
  return `  ${eventOf(outlook)} → ${outlook.status}`;
}

function eventOf(outlook: Outlook): string {
  switch (outlook.happens) {
    case 'new appointment':
      return 'a new appointment';
    case 'appointment':
      return `${outlook.appointment.id} becomes ${outlook.becomes}`;
    case 'visit':
      return `${outlook.appointment.id} is visited, ${outlook.outcome ?? 'without outcome'}`;
  }
}

function movesByHand(status: string | null): string[] {
  if (!isLeadStatus(status)) return [];
  const { to, close } = AGENT_MOVES[status];
  const targets = [...to, ...(close === null ? [] : [`Cerrado (${close})`])];
  return [`  by hand, an agent → ${targets.length === 0 ? 'nowhere' : targets.join(', ')}`];
}

/** In the time zone of whoever reads it, to the minute. */
function dateOf(time: Micros): string {
  return new Date(time / 1_000).toLocaleString('sv-SE').slice(0, -':00'.length);
}
