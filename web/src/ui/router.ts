const listeners = new Set<() => void>();

/** Calls `onChange` each time the address changes. */
export function watchAddress(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

export function navigate(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  for (const notify of listeners) notify();
}

/** Makes the app's links change the page without reloading it. */
export function startRouter(): void {
  addEventListener('popstate', () => {
    for (const notify of listeners) notify();
  });
  document.addEventListener('click', (event) => {
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!isPlain || event.defaultPrevented || link === null) return;
    const isOurs = link.origin === location.origin && link.target === '' && !link.download;
    if (!isOurs || link.hash !== '') return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}
