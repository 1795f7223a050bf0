import { printErrorLines } from './print';

/**
 * Ctrl-C as a request to stop. The first one lets the page in progress finish, so that everything done
 * so far is kept. A second one ends the process at once.
 */
export class Interrupt {
  private hasRequest = false;
  private readonly request = (): void => {
    this.hasRequest = true;
    printErrorLines('Stopping after the current page …');
  };

  constructor() {
    process.once('SIGINT', this.request);
  }

  isRequested(): boolean {
    return this.hasRequest;
  }

  /** Stops listening for Ctrl-C. */
  end(): void {
    process.off('SIGINT', this.request);
  }
}

/** The exit status of an interrupted command: 128 + SIGINT, as in shells. */
export const INTERRUPTED = 130;
