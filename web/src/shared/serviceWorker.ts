/** Lets the app open without a network. Only needed where its data is kept, too: on somebody's own device. */
export function registerServiceWorker(): void {
  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    void navigator.serviceWorker.register('/sw.js');
  }
}
