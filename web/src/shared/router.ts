import { z } from 'zod';

const listeners = new Set<() => void>();

/** Calls `onChange` each time the address changes. */
export function watchAddress(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

const stateSchema = z.object({ from: z.string() });

/** The path and the query of the address. */
const currentPath = (): string => location.pathname + location.search;

/** Goes to a page of the app. The browser's Back leads to the page before, unless this one replaces it. */
export function navigate(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(history.state, '', path);
  else history.pushState({ from: currentPath() }, '', path);
  for (const notify of listeners) notify();
}

/**
 * Leaves what was opened over a page, or after it, for that page: as Back does if one came from there. Then the
 * page is as it was left, and Back does not open again what was closed.
 */
export function navigateBack(path: string): void {
  const { data } = stateSchema.safeParse(history.state);
  if (data?.from.split('?')[0] === path) history.back();
  else navigate(path, { replace: true });
}

/** Goes back to whichever page of the app one came from, as it was left; to `path` if one came from none. */
export function navigateBackOr(path: string): void {
  if (stateSchema.safeParse(history.state).success) history.back();
  else navigate(path, { replace: true });
}

/** A parameter of the address's query. Empty if it has none of this name. */
export function readParameter(name: string): string {
  return new URLSearchParams(location.search).get(name) ?? '';
}

/**
 * Keeps what a page shows in its address, so that a reload and a link show it again. Empty values are left out.
 * Back does not walk through these changes.
 */
export function writeParameters(values: Readonly<Record<string, string>>): void {
  const parameters = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === '') parameters.delete(name);
    else parameters.set(name, value);
  }
  const search = parameters.toString();
  const path = location.pathname + (search === '' ? '' : `?${search}`);
  if (path !== currentPath()) history.replaceState(history.state, '', path);
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
