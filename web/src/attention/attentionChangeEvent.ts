import type { WaitingLead } from './attention';

/** The leads that a list found to need somebody now. */
interface Waiting {
  /** The uid of the agent whose leads were looked for. Null for all agents. */
  agent: string | null;
  due: readonly WaitingLead[];
  /** Whether these are all of them: a list reads only so many. */
  isComplete: boolean;
}

/** The window is told that another set of leads needs somebody. */
export class AttentionChangeEvent extends CustomEvent<Waiting> {
  static readonly type = 'attention-change';

  constructor(detail: Waiting) {
    super(AttentionChangeEvent.type, { detail });
  }
}

/** How many of an agent's leads need somebody, or of all; null if the list does not tell. */
export function countIn({ agent, due, isComplete }: Waiting, whose: string | null): number | null {
  if (!isComplete || (agent !== null && agent !== whose)) return null;
  return due.filter(({ assignedTo }) => whose === null || assignedTo === whose).length;
}

declare global {
  interface WindowEventMap {
    'attention-change': AttentionChangeEvent;
  }
}
