/**
 * Lets the app open without a network. Only needed where its data is kept, too: on somebody's own device. If the browser
 * cannot fetch the service worker, the app works without it, and the next page tries again.
 */
export function registerServiceWorker(): void {
  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  }
}
