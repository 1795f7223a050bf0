import { putOffLead } from '#client/leadEdits';
import { watchAttention, type Lead } from '#client/leads';
import type { Attention } from '#domain/leads/attention';
import { dateOf } from '../shared/calendar';
import { client } from '../shared/client';
import { noteAgent } from '../shared/agents';

/** A lead that says from when on it needs somebody. */
export type WaitingLead = Lead & { attention: Attention };

const isWaiting = (lead: Lead): lead is WaitingLead => lead.attention !== null;

/** Watches the leads in the order in which they need somebody, of one agent or of all. */
export function watchNext(
  agent: string | null,
  maxLeads: number,
  onChange: (leads: WaitingLead[]) => void,
  onError: (error: Error) => void,
): () => void {
  const note = (read: Lead[]): void => {
    const waiting = read.filter(isWaiting);
    for (const { assignedTo } of waiting) noteAgent(assignedTo);
    onChange(waiting);
  };
  return watchAttention(client, { agent, limit: maxLeads }, note, onError);
}

/** Puts a lead off until a time. Null: it is no longer put off. */
export async function putOff(id: string, until: Date | null): Promise<void> {
  await putOffLead(client, id, until);
}

/** Until when a lead was put off; null if it was not. */
export const readFollowUp = ({ followUpAt }: Lead): Date | null =>
  followUpAt === null ? null : dateOf(followUpAt);
