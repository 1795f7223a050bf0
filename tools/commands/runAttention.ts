import { documentId } from '../../functions/src/domain/fields';
import type { StoredLead } from '../../functions/src/domain/leads/lead';
import { microsOfMillis, secondsBetween, type Micros } from '../../functions/src/domain/time';
import { database } from '../../functions/src/firestore/database';
import { findWaitingLeads, type WaitingLeads } from '../../functions/src/firestore/waitingLeads';
import { ATTENTION_WORDS } from '../lib/attentionReasons';
import { formatCount, formatDuration, formatNumber, formatTime } from '../lib/format';
import { printJson, printLines } from '../lib/print';
import { explainErrors, useTarget, type ToolOptions } from '../lib/target';
import { ToolError } from '../lib/toolError';
import type { AttentionOptions } from './attention';

/** Prints the leads that need somebody now. */
export async function runAttention(
  toolOptions: ToolOptions,
  { agent, limit }: AttentionOptions,
): Promise<void> {
  if (agent !== undefined && !documentId.safeParse(agent).success) {
    throw new ToolError(`--agent «${agent}» is not the id of a user.`);
  }
  const target = useTarget(toolOptions);
  const now = microsOfMillis(Date.now());
  const found = await explainErrors(target, () =>
    findWaitingLeads(database(), { now, agentId: agent ?? null, limit }),
  );
  if (target.json) printJson(toJson(found));
  else printLines(...renderText(found, now));
}

function toJson({ count, leads }: WaitingLeads) {
  return {
    count,
    leads: leads.map(({ id, status, assignedTo, attention }) => ({
      id,
      status,
      assignedTo,
      attention,
    })),
  };
}

function renderText({ count, leads }: WaitingLeads, now: Micros): string[] {
  if (count === 0) return ['No lead needs anybody now.'];
  const verb = count === 1 ? 'needs' : 'need';
  const rest = count - leads.length;
  return [
    `${formatCount(count, 'lead', 'leads')} ${verb} somebody:`,
    ...leads.map((lead) => renderLead(lead, now)),
    ...(rest > 0 ? [`… and ${formatNumber(rest)} more: --limit lists them`] : []),
  ];
}

function renderLead({ id, status, assignedTo, attention }: StoredLead, now: Micros): string {
  if (attention === null) throw new Error('A lead that is waiting says since when');
  const { at, why } = attention;
  const waits = formatDuration(secondsBetween(at, now));
  return `  ${id}  for ${waits}, since ${formatTime(at)}: ${status ?? ''}, ${ATTENTION_WORDS[why]} (agent ${assignedTo ?? '–'})`;
}
