import { z } from 'zod';
import { showToast } from './toasts';

export const NO_NETWORK = 'Sin conexión: no se ha guardado. Inténtalo cuando vuelva.';

const errorSchema = z.object({ code: z.string() });
export const readErrorCode = (error: unknown): string =>
  errorSchema.safeParse(error).data?.code ?? '';

/**
 * Saves something. Resolves to null, or to a message for people if it failed. Nothing is saved without a
 * network: the SDK would send it hours later, and nobody would see a refusal.
 */
export async function trySave(save: () => Promise<unknown>): Promise<string | null> {
  if (!navigator.onLine) return NO_NETWORK;
  try {
    await save();
    return null;
  } catch (error) {
    if (readErrorCode(error) === 'permission-denied') {
      return 'El servidor no permite este cambio: puede que alguien lo haya modificado antes.';
    }
    return 'No se ha podido guardar. Inténtalo de nuevo.';
  }
}

/** Saves something, and tells people whether it worked. Resolves to whether it did. */
export async function saveWithToast(save: () => Promise<unknown>, done: string): Promise<boolean> {
  const error = await trySave(save);
  // A failure goes as soon as the same thing works.
  showToast(error ?? done, { kind: error === null ? 'good' : 'bad', topic: done });
  return error === null;
}
