/** Dragging leads and appointments. Pages do not wait for what it takes: nobody drags before there are some. */
import type * as adapter from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { loadPart } from './loadPart';

type Adapter = typeof adapter;

let setLoaded: (loaded: Adapter) => void;
const loading = new Promise<Adapter>((resolve) => {
  setLoaded = resolve;
});

let isAsked = false;

/** Loads what dragging takes, once. A page calls it when somebody could drag something. */
export async function loadDragging(): Promise<void> {
  if (isAsked) return;
  isAsked = true;
  const loaded = await loadPart(() => import('@atlaskit/pragmatic-drag-and-drop/element/adapter'));
  if (loaded === null) isAsked = false;
  else setLoaded(loaded);
}

/**
 * Takes part in dragging as soon as it is loaded: `register` returns what ends it. The function that is returned ends it,
 * or sees to it that it never begins.
 */
export function whenDragging(register: (loaded: Adapter) => () => void): () => void {
  let end: (() => void) | null = null;
  let isOver = false;
  void loading.then((loaded) => {
    if (!isOver) end = register(loaded);
  });
  return () => {
    isOver = true;
    end?.();
  };
}
