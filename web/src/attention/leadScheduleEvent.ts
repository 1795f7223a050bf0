import type { Lead } from '#client/leads';

/** Somebody wants to schedule a viewing for a lead. */
export class LeadScheduleEvent extends CustomEvent<{ lead: Lead }> {
  static readonly type = 'lead-schedule';

  constructor(lead: Lead) {
    super(LeadScheduleEvent.type, { bubbles: true, detail: { lead } });
  }
}

declare global {
  interface HTMLElementEventMap {
    'lead-schedule': LeadScheduleEvent;
  }
}
