import {
  AlreadyCreatedError,
  NotFoundError,
  readErrorCode,
  WriteCancelledError,
  WriteUnansweredError,
} from '#client/errors';
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { showToast, type ToastAction } from './toasts';
import { WriteRefused } from './writeRefused';

const NO_NETWORK = 'Sin conexión: no se ha guardado. Inténtalo cuando vuelva.';

const CANCELLED = 'Cancelado: no se ha guardado.';

/** After this time without an answer a form says so. */
const SLOW_MS = 4_000;

/** Saves something. Resolves to null, or to a message for people if it failed. */
export async function trySave(save: () => Promise<unknown>): Promise<string | null> {
  if (!navigator.onLine) return NO_NETWORK;
  try {
    await save();
    return null;
  } catch (error) {
    return explainFailure(error);
  }
}

function explainFailure(error: unknown): string {
  if (error instanceof WriteRefused) return error.message;
  if (error instanceof WriteCancelledError) return CANCELLED;
  if (error instanceof NotFoundError) return 'Ya no existe: alguien lo ha eliminado.';
  if (error instanceof AlreadyCreatedError) {
    return 'El primer envío sí llegó, como estaba entonces: búscalo y cámbialo desde allí.';
  }
  if (error instanceof WriteUnansweredError) {
    return 'No ha llegado respuesta: puede que se haya guardado, o que no. Si lo vuelves a intentar, no se guarda dos veces.';
  }
  switch (readErrorCode(error)) {
    case 'permission-denied':
      return 'El servidor no permite este cambio: puede que alguien lo haya modificado antes.';
    case 'aborted':
    case 'failed-precondition':
      return 'Alguien lo está cambiando a la vez. Inténtalo de nuevo.';
    case 'unavailable':
    case 'deadline-exceeded':
      return navigator.onLine
        ? 'El servidor no responde: no se ha guardado. Inténtalo de nuevo.'
        : NO_NETWORK;
    default:
      return 'No se ha podido guardar. Inténtalo de nuevo.';
  }
}

const running = new Set<string>();

/** What is asked before something is saved. Resolves to whether to save it. */
type Ask = () => Promise<boolean>;
const askNothing: Ask = () => Promise.resolve(true);

/**
 * Saves what a button does, and tells people whether it worked. Resolves to whether it did. From the click on,
 * another save with this key is ignored: two clicks are one. `undo` is the button of the message that it worked.
 */
export async function saveWithToast(
  save: () => Promise<unknown>,
  done: string,
  {
    key = done,
    ask = askNothing,
    undo = null,
  }: { key?: string; ask?: Ask; undo?: ToastAction | null } = {},
): Promise<boolean> {
  if (running.has(key)) return false;
  running.add(key);
  try {
    if (!(await ask())) return false;
    const timer = setTimeout(() => {
      showToast('Sin respuesta todavía. Te avisaremos de si se guarda.');
    }, SLOW_MS);
    const failure = await trySave(save);
    clearTimeout(timer);
    // A failure goes as soon as the same thing works.
    if (failure === null) showToast(done, { action: undo });
    else showToast(failure, { kind: 'bad', topic: done });
    return failure === null;
  } finally {
    running.delete(key);
  }
}

/**
 * The saves of a form: one at a time, from the very click on; said while they last, and when they fail. A form
 * that is left meanwhile cancels its save, or says afterwards that it was too late for that.
 */
export class Saving implements ReactiveController {
  private attempt: AbortController | null = null;
  private state: 'idle' | 'saving' | 'slow' = 'idle';
  private failure: string | null = null;

  constructor(private readonly host: ReactiveControllerHost & Element) {
    host.addController(this);
  }

  /** Whether something is being saved, or asked before. */
  get isBusy(): boolean {
    return this.attempt !== null;
  }

  hostDisconnected(): void {
    // An element that is only moved to another place is disconnected, too.
    queueMicrotask(() => {
      if (!this.host.isConnected) this.leave();
    });
  }

  /**
   * Saves something, once `ask` agrees. `save` stops when its signal is aborted, as long as nothing was sent.
   * Resolves to true if it was saved and the form is still there. From the click on, another save is ignored.
   */
  async run(
    save: (signal: AbortSignal) => Promise<unknown>,
    done: string,
    ask = askNothing,
  ): Promise<boolean> {
    if (this.attempt !== null) return false;
    const attempt = new AbortController();
    this.attempt = attempt;
    this.failure = null;
    let isAgreed = false;
    try {
      isAgreed = await ask();
    } finally {
      if (!isAgreed && this.attempt === attempt) this.attempt = null;
    }
    // The form may have been left meanwhile.
    if (this.attempt !== attempt) return false;
    this.show('saving');
    const timer = setTimeout(() => {
      if (this.attempt === attempt) this.show('slow');
    }, SLOW_MS);
    const failure = await trySave(() => save(attempt.signal));
    clearTimeout(timer);
    const isThere = this.attempt === attempt;
    if (isThere) {
      this.attempt = null;
      this.failure = failure;
      this.show('idle');
      if (failure === null) showToast(done);
    } else if (failure === null) showToast(`${done} Ya se había enviado cuando lo dejaste.`);
    else showToast(failure, { kind: failure === CANCELLED ? 'good' : 'bad' });
    return isThere && failure === null;
  }

  /** Shows why the form cannot be saved as it is. Null if it can. */
  refuse(reason: string | null): void {
    this.failure = reason;
    this.host.requestUpdate();
  }

  /** Cancels what is being saved. What was sent cannot be called back: a message says what became of it. */
  leave(): void {
    this.failure = null;
    this.attempt?.abort();
    this.attempt = null;
    if (this.state !== 'idle') {
      showToast('Cancelando lo que se estaba guardando: te decimos en qué queda.');
    }
    this.show('idle');
  }

  private show(state: 'idle' | 'saving' | 'slow'): void {
    this.state = state;
    this.host.requestUpdate();
  }

  /** Renders what the save is doing, or why it failed. */
  render() {
    const { failure, state } = this;
    return html`<div role="alert">
        ${failure === null ? nothing : html`<p class="notice">${failure}</p>`}
      </div>
      <div role="status">
        ${
          state === 'idle'
            ? nothing
            : html`<p class="soft small">
                ${
                  state === 'slow'
                    ? 'Sin respuesta todavía: aún no se sabe si se ha guardado. Puedes esperar, o cancelar.'
                    : 'Guardando…'
                }
              </p>`
        }
      </div>`;
  }

  /** Renders the button that saves. While a save runs it keeps the focus, and does nothing. */
  renderButton(label: string) {
    return html`<button
      class="button main"
      aria-disabled=${this.state === 'idle' ? nothing : 'true'}
    >
      ${label}
    </button>`;
  }
}
