import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Puts the focus where somebody goes on reading: on the heading of the open dialog, or of the page. Else it would
 * fall to the body, and the next Tab would begin at the top.
 */
function focusHeading(): void {
  const root = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
  const heading = root.querySelector<HTMLElement>('main h1, h2');
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.focus();
}

/** Keeps the focus while an element renders again: a list that is reordered, or a button that goes, would lose it. */
export class FocusKeeper implements ReactiveController {
  private focused: HTMLElement | null = null;

  constructor(private readonly host: ReactiveControllerHost & Element) {
    host.addController(this);
  }

  hostUpdate(): void {
    const { activeElement } = document;
    const isInside = activeElement instanceof HTMLElement && this.host.contains(activeElement);
    this.focused = isInside ? activeElement : null;
  }

  hostUpdated(): void {
    const { focused } = this;
    this.focused = null;
    if (focused === null || hasFocus()) return;
    if (focused.isConnected) focused.focus({ preventScroll: true });
    if (!hasFocus()) focusHeading();
  }
}

/** Puts the focus on the heading if nothing has it. */
export function restoreFocus(): void {
  if (!hasFocus()) focusHeading();
}

function hasFocus(): boolean {
  const { activeElement } = document;
  return activeElement !== null && activeElement !== document.body;
}
