/** Swiping with a finger from side to side. */

/** A shorter way is a tap that slipped. */
const MIN_PX = 60;
/** A swipe goes so many times farther to the side than up or down. */
const MIN_SLOPE = 2;

/**
 * Calls `onSwipe` after each swipe over an element: 1 to what comes next (the finger goes left), -1 to what was before. The
 * element's `touch-action` has to leave that way to the page.
 */
export function watchSwipes(element: HTMLElement, onSwipe: (step: 1 | -1) => void): () => void {
  let began: PointerEvent | null = null;
  const ending = new AbortController();
  const { signal } = ending;
  element.addEventListener(
    'pointerdown',
    (event) => {
      began = event.pointerType === 'touch' && event.isPrimary ? event : null;
    },
    { signal },
  );
  element.addEventListener('pointercancel', () => (began = null), { signal });
  element.addEventListener(
    'pointerup',
    (event) => {
      const step = began === null ? null : readSwipe(began, event);
      began = null;
      if (step !== null) onSwipe(step);
    },
    { signal },
  );
  return () => {
    ending.abort();
  };
}

type Point = Pick<PointerEvent, 'clientX' | 'clientY'>;

/** Where a finger leads that went from one point to another. Null if that was no swipe. */
export function readSwipe(from: Point, to: Point): 1 | -1 | null {
  const [x, y] = [to.clientX - from.clientX, to.clientY - from.clientY];
  if (Math.abs(x) < MIN_PX || Math.abs(x) < MIN_SLOPE * Math.abs(y)) return null;
  return x < 0 ? 1 : -1;
}
