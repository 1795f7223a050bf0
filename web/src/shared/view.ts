import { LitElement } from 'lit';
import { watchClock } from './clock';
import { FocusKeeper } from './focus';
import { names } from './names';

/**
 * The base class of every screen. It renders into the page and not into a shadow root: dragging, the shared
 * style sheet and labels across elements need that. It renders again when a name becomes known, and
 * each minute, and keeps the focus when it does.
 */
export abstract class View extends LitElement {
  private readonly cleanups = new Set<() => void>();

  constructor() {
    super();
    new FocusKeeper(this);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const update = (): void => {
      this.requestUpdate();
    };
    this.addCleanup(names.watch(update));
    this.addCleanup(watchClock(update));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const cleanup of this.cleanups) cleanup();
    this.cleanups.clear();
  }

  /** Runs `cleanup` when the screen is left, or earlier, when the returned function is called. */
  protected addCleanup(cleanup: () => void): () => void {
    this.cleanups.add(cleanup);
    return () => {
      this.cleanups.delete(cleanup);
      cleanup();
    };
  }
}
