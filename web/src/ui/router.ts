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

/**
 * The id of a document in an address, decoded. Text that is not encoded stays as it is. Null if no document
 * can have this id.
 */
export function readId(part: string): string | null {
  const id = decode(part);
  const isPossible =
    !/\/|^\.\.?$|^__.*__$/.test(id) && new TextEncoder().encode(id).length <= 1_500;
  return isPossible ? id : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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
