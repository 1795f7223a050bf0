const listeners = new Set<() => void>();

/** Tells of each change of the address. */
export function watchAddress(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export function navigate(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  for (const tell of listeners) tell();
}

/** Makes the links of the app change the page without loading it anew. */
export function startRouter(): void {
  addEventListener('popstate', () => {
    for (const tell of listeners) tell();
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
