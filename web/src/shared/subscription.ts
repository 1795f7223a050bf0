import {
  html,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { renderLoading } from './states';

/** Starts a listener, and returns a function that ends it. A listener that has failed has ended by itself. */
export type Watch<Data> = (
  onChange: (data: Data) => void,
  onError: (error: Error) => void,
) => () => void;

/** Reads something once. A retry reads it again. */
export function readOnce<Data>(read: () => Promise<Data>): Watch<Data> {
  return (onChange, onError) => {
    read().then(onChange, onError);
    return () => undefined;
  };
}

/** How a subscription is rendered. */
interface Rendering<Data> {
  /** How many placeholders stand for the data that is loading. */
  lines: number;
  /** What could not be read, as a sentence. */
  failure: string;
  show: (data: Data) => unknown;
}

/**
 * The live data of an element: loading, there, or failed. It listens while the element is on the page, and
 * renders the element after each change.
 */
export class Subscription<Data> implements ReactiveController {
  private current: Data | undefined;
  private failed = false;
  private watch: Watch<Data> | null;
  private stopListening: (() => void) | null = null;

  /** `watch` is null if what to listen to is not known yet. */
  constructor(
    private readonly host: ReactiveControllerHost & Element,
    watch: Watch<Data> | null = null,
  ) {
    this.watch = watch;
    host.addController(this);
  }

  /** Undefined until the first answer. */
  get data(): Data | undefined {
    return this.current;
  }

  get hasFailed(): boolean {
    return this.failed;
  }

  hostConnected(): void {
    this.start();
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** Listens to something else. The former data stays until the first answer only if `keepsData` is set. */
  restart(watch: Watch<Data>, { keepsData = false } = {}): void {
    this.watch = watch;
    if (!keepsData) this.current = undefined;
    if (this.host.isConnected) this.start();
  }

  /** Listens to nothing, and forgets the data. */
  end(): void {
    this.watch = null;
    this.current = undefined;
    this.stop();
  }

  /** Listens again after a failure. */
  retry(): void {
    this.start();
  }

  /** Renders placeholders, the data, or the failure with a button that tries again. */
  render({ lines, failure, show }: Rendering<Data>): unknown {
    if (this.failed) return this.renderFailure(failure);
    return this.current === undefined ? renderLoading(lines) : show(this.current);
  }

  renderFailure(failure: string): TemplateResult {
    return renderFailure(failure, () => {
      this.retry();
    });
  }

  private start(): void {
    this.stop();
    this.failed = false;
    this.host.requestUpdate();
    if (this.watch === null) return;
    let isCurrent = true;
    const stop = this.watch(
      (data) => {
        if (!isCurrent) return;
        this.current = data;
        this.host.requestUpdate();
      },
      () => {
        if (!isCurrent) return;
        this.failed = true;
        this.host.requestUpdate();
      },
    );
    this.stopListening = () => {
      isCurrent = false;
      stop();
    };
  }

  private stop(): void {
    this.stopListening?.();
    this.stopListening = null;
  }
}

/** Renders what could not be read, with a button that tries again. */
export function renderFailure(failure: string, retry: () => void): TemplateResult {
  return html`<div class="notice row" role="alert">
    <span class="grow">${failure} Comprueba la conexión.</span>
    <button class="button" @click=${retry}>Reintentar</button>
  </div>`;
}
