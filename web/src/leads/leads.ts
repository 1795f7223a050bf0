import * as leads from '#client/leads';
import type { Lead, LeadFilter } from '#client/leads';
import { noteAgent } from '../shared/agents';
import { client } from '../shared/client';

export type { Lead };

/** Remembers the agents of leads that were read. */
export function noteAgentsOf(read: readonly Lead[]): void {
  for (const { assignedTo } of read) noteAgent(assignedTo);
}

/** Whether an enquiry of the lead is open: somebody waits for an answer. */
export function hasOpenEnquiry({ viewings }: Lead): boolean {
  return [...(viewings?.values() ?? [])].some(({ enquiry }) => enquiry?.status === 'open');
}

/** Watches the leads of a column that changed last. */
export function watchColumn(
  column: LeadFilter,
  maxLeads: number,
  onChange: (leads: Lead[]) => void,
  onError: (error: Error) => void,
): () => void {
  const note = (read: Lead[]): void => {
    noteAgentsOf(read);
    onChange(read);
  };
  return leads.watchLeads(client, { ...column, limit: maxLeads }, note, onError);
}

/** Watches one lead. Null if it does not exist. */
export function watchLead(
  id: string,
  onChange: (lead: Lead | null) => void,
  onError: (error: Error) => void,
): () => void {
  const note = (read: Lead | null): void => {
    noteAgentsOf(read === null ? [] : [read]);
    onChange(read);
  };
  return leads.watchLead(client, id, note, onError);
}
