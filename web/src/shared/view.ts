import { watchClock } from './clock';
import { LightElement } from './lightElement';
import { names } from './names';

/** The base class of what signed-in people see. It renders again when a name becomes known, and each minute. */
export abstract class View extends LightElement {
  override connectedCallback(): void {
    super.connectedCallback();
    const update = (): void => {
      this.requestUpdate();
    };
    this.addCleanup(names.watch(update));
    this.addCleanup(watchClock(update));
  }
}
