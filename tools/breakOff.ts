/**
 * Ctrl-C, once: the work at hand is finished, and what was done so far is kept. A second one ends the
 * process at once.
 */
export class BreakOff {
  private isAsked = false;
  private readonly ask = (): void => {
    this.isAsked = true;
    console.error('Stopping after the documents at hand …');
  };

  constructor() {
    process.once('SIGINT', this.ask);
  }

  /** Whether the work is to break off. */
  isWanted(): boolean {
    return this.isAsked;
  }

  end(): void {
    process.off('SIGINT', this.ask);
  }
}

/** What a command ends with that broke off, as shells have it. */
export const BROKEN_OFF = 130;
