import { LitElement } from 'lit';
import { FocusKeeper } from './focus';

/**
 * An element that renders into the page and not into a shadow root: dragging, the shared style sheet and labels
 * across elements need that. It keeps the focus when it renders again.
 */
export abstract class LightElement extends LitElement {
  private readonly cleanups = new Set<() => void>();

  constructor() {
    super();
    new FocusKeeper(this);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const cleanup of this.cleanups) cleanup();
    this.cleanups.clear();
  }

  /** Runs `cleanup` when the element leaves the page, or earlier, when the returned function is called. */
  protected addCleanup(cleanup: () => void): () => void {
    this.cleanups.add(cleanup);
    return () => {
      this.cleanups.delete(cleanup);
      cleanup();
    };
  }
}
