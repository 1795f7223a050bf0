import { watchDenials } from '../shared/firebase/denials';

/** How long a dismissed person's window may show what it has read, if nothing else reveals it. */
const MAX_UNCHECKED_MS = 10 * 60_000;
/** How often coming back to the window may ask the server. */
const MIN_BETWEEN_MS = 60_000;

/**
 * Calls `renew` at the times when the session may have ended at the server: after a refused listener, when somebody
 * comes back to the window, and every ten minutes. The token alone would be good for up to an hour.
 */
export function watchRenewals(renew: () => void): void {
  let last = Date.now();
  const ask = (): void => {
    last = Date.now();
    renew();
  };
  const comeBack = (): void => {
    if (document.visibilityState === 'visible' && Date.now() - last >= MIN_BETWEEN_MS) ask();
  };
  setInterval(ask, MAX_UNCHECKED_MS);
  document.addEventListener('visibilitychange', comeBack);
  addEventListener('focus', comeBack);
  watchDenials(ask);
}
