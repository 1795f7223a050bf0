const listeners = new Set<() => void>();
const TICK_MS = 60_000;

let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  for (const notify of listeners) notify();
}

/** Timers stand still while a device sleeps, and run late in a hidden page. */
function tickIfShown(): void {
  if (document.visibilityState === 'visible') tick();
}

/**
 * Calls `onTick` each minute, and when the page is shown again: what a page says about «hoy» or about what is over
 * changes without any new data.
 */
export function watchClock(onTick: () => void): () => void {
  listeners.add(onTick);
  if (timer === undefined) {
    timer = setInterval(tick, TICK_MS);
    document.addEventListener('visibilitychange', tickIfShown);
  }
  return () => {
    listeners.delete(onTick);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    document.removeEventListener('visibilitychange', tickIfShown);
  };
}
