/** Whether the window is as narrow as a phone: the width at which the style sheets change, too. */
export function isNarrow(): boolean {
  return matchMedia('(max-width: 720px)').matches;
}
