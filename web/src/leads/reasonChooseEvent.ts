/** Somebody takes one of the reasons that are offered. */
export class ReasonChooseEvent extends CustomEvent<{ reason: string }> {
  static readonly type = 'reason-choose';

  constructor(reason: string) {
    super(ReasonChooseEvent.type, { detail: { reason } });
  }
}

declare global {
  interface HTMLElementEventMap {
    'reason-choose': ReasonChooseEvent;
  }
}
