import type { Lead } from './leads';

/** Somebody wants to move a lead by hand. */
export class LeadMoveEvent extends CustomEvent<{ lead: Lead }> {
  static readonly type = 'lead-move';

  constructor(lead: Lead) {
    super(LeadMoveEvent.type, { detail: { lead }, bubbles: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'lead-move': LeadMoveEvent;
  }
}
