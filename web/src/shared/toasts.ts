import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { View } from './view';

type Kind = 'good' | 'bad';

interface Toast {
  id: number;
  text: string;
  kind: Kind;
  /** What the message is about. A newer one about the same takes its place. */
  topic: string;
  action: ToastAction | null;
}

/** A button in a message. */
export interface ToastAction {
  label: string;
  run: () => void;
}

interface ToastOptions {
  kind?: Kind;
  /** By default each text is about itself, so that equal messages are one. */
  topic?: string;
  action?: ToastAction | null;
}

const SHOWN_MS = 6_000;
/** What can be undone can be for longer. */
const ACTION_SHOWN_MS = 10_000;
let next = 1;
let shown: readonly Toast[] = [];
/** When good messages close by themselves. Nothing closes while somebody points at or tabs to the messages. */
const timers = new Map<number, ReturnType<typeof setTimeout>>();
let isRead = false;
const listeners = new Set<() => void>();

/**
 * Shows a message, and announces it to screen readers. A failure stays until somebody closes it, or until something
 * newer is said about the same topic.
 */
export function showToast(
  text: string,
  { kind = 'good', topic = text, action = null }: ToastOptions = {},
): void {
  const toast = { id: next++, text, kind, topic, action };
  for (const { id } of shown.filter((each) => each.topic === topic)) stopTimer(id);
  show([...shown.filter((each) => each.topic !== topic), toast]);
  if (!isRead) startTimer(toast);
}

function startTimer({ id, kind, action }: Toast): void {
  if (kind === 'bad') return;
  const shownMs = action === null ? SHOWN_MS : ACTION_SHOWN_MS;
  timers.set(
    id,
    setTimeout(() => {
      close(id);
    }, shownMs),
  );
}

function stopTimer(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

function close(id: number): void {
  stopTimer(id);
  show(shown.filter((toast) => toast.id !== id));
}

function show(toasts: readonly Toast[]): void {
  shown = toasts;
  for (const notify of listeners) notify();
}

function setRead(isBeingRead: boolean): void {
  if (isRead === isBeingRead) return;
  isRead = isBeingRead;
  for (const toast of shown) {
    if (isRead) stopTimer(toast.id);
    else startTimer(toast);
  }
}

/** The messages. They are in the top layer, so that people can read and close them over an open dialog. */
@customElement('embudo-toasts')
export class Toasts extends View {
  @state() private toasts = shown;
  @query('[popover]') private layer!: HTMLElement;

  override connectedCallback(): void {
    super.connectedCallback();
    const update = (): void => {
      this.toasts = shown;
    };
    listeners.add(update);
    this.addCleanup(() => listeners.delete(update));
  }

  override render() {
    return html`<div
      class="toasts"
      popover="manual"
      @pointerenter=${this.updateRead}
      @pointerleave=${this.updateRead}
      @focusin=${this.updateRead}
      @focusout=${this.updateRead}
    >
      <div role="status" class="stack">
        ${this.toasts.filter(isGood).map((toast) => renderToast(toast))}
      </div>
      <div role="alert" class="stack">
        ${this.toasts.filter((toast) => !isGood(toast)).map((toast) => renderToast(toast))}
      </div>
    </div>`;
  }

  override updated(changed: Map<string, unknown>): void {
    // A dialog that was opened since is above the messages, until they are shown again.
    if (!changed.has('toasts')) return;
    const isOpen = this.layer.matches(':popover-open');
    const hasFocus = this.layer.contains(document.activeElement);
    if (isOpen && !hasFocus) this.layer.hidePopover();
    if (this.toasts.length > 0 && !(isOpen && hasFocus)) this.layer.showPopover();
    if (this.toasts.length === 0) setRead(false);
  }

  private updateRead({ type }: Event): void {
    setRead(type === 'pointerenter' || type === 'focusin' || this.layer.matches(':hover'));
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
