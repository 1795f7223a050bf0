import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { View } from './view';

interface Toast {
  id: number;
  text: string;
  kind: 'good' | 'bad';
  action: { label: string; run: () => void } | null;
}

const SHOWN_MS = 6_000;
let next = 1;
let shown: readonly Toast[] = [];
const listeners = new Set<() => void>();

/** Shows a message, and announces it to screen readers. A failure stays until somebody closes it. */
export function showToast(
  text: string,
  kind: Toast['kind'] = 'good',
  action: Toast['action'] = null,
): void {
  const id = next++;
  show([...shown, { id, text, kind, action }]);
  if (kind === 'good') {
    setTimeout(() => {
      close(id);
    }, SHOWN_MS);
  }
}

function close(id: number): void {
  show(shown.filter((toast) => toast.id !== id));
}

function show(toasts: readonly Toast[]): void {
  shown = toasts;
  for (const notify of listeners) notify();
}

/** The messages. They are in the top layer, so that people can read and close them over an open dialog. */
@customElement('embudo-toasts')
export class Toasts extends View {
  @state() private toasts = shown;

  override connectedCallback(): void {
    super.connectedCallback();
    const update = (): void => {
      this.toasts = shown;
    };
    listeners.add(update);
    this.addCleanup(() => listeners.delete(update));
  }

  override render() {
    return html`<div class="toasts" popover="manual">
      <div role="status" class="stack">
        ${this.toasts.filter(isGood).map((toast) => renderToast(toast))}
      </div>
      <div role="alert" class="stack">
        ${this.toasts.filter((toast) => !isGood(toast)).map((toast) => renderToast(toast))}
      </div>
    </div>`;
  }

  override updated(): void {
    const layer = this.querySelector<HTMLElement>('[popover]');
    if (layer === null) return;
    if (layer.matches(':popover-open')) layer.hidePopover();
    if (this.toasts.length > 0) layer.showPopover();
  }
}

function isGood({ kind }: Toast): boolean {
  return kind === 'good';
}

function renderToast({ id, text, kind, action }: Toast) {
  return html`<div class="toast ${kind}">
    <span class="grow break">${text}</span>
    ${
      action === null
        ? nothing
        : html`<button
            class="button"
            @click=${() => {
              close(id);
              action.run();
            }}
          >
            ${action.label}
          </button>`
    }
    <button
      class="button icon"
      aria-label="Cerrar aviso"
      @click=${() => {
        close(id);
      }}
    >
      ✕
    </button>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'embudo-toasts': Toasts;
  }
}
