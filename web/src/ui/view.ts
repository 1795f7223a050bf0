import { LitElement } from 'lit';
import { names } from '../data/names';

/**
 * What every screen is: rendered into the page itself and not into a shadow, since dragging, one style
 * sheet and labels across elements need that. It paints anew when a name has become known.
 */
export abstract class View extends LitElement {
  private readonly ends = new Set<() => void>();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.keep(
      names.watch(() => {
        this.requestUpdate();
      }),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.ends) end();
    this.ends.clear();
  }

  /** Ends a subscription when the screen is left, or when it is let go before. */
  protected keep(end: () => void): () => void {
    this.ends.add(end);
    return () => {
      this.ends.delete(end);
      end();
    };
  }
}
