import type { LeadStatus } from '#domain/leadStatus';

/** Somebody wants to see the column of a status. */
export class ColumnJumpEvent extends CustomEvent<{ status: LeadStatus }> {
  static readonly type = 'column-jump';

  constructor(status: LeadStatus) {
    super(ColumnJumpEvent.type, { detail: { status } });
  }
}

declare global {
  interface HTMLElementEventMap {
    'column-jump': ColumnJumpEvent;
  }
}
