import { serverTimestamp, type FieldValue } from 'firebase/firestore';
import { z } from 'zod';
import { connection } from '../firebase/connection';

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

function getUid(): string {
  const { currentUser } = connection().auth;
  if (currentUser === null) throw new Error('Nobody is signed in');
  return currentUser.uid;
}

/** The stamps of every change (docs/contract.md §2). */
export function stampChange(): { updatedBy: string; updatedAt: FieldValue } {
  return { updatedBy: getUid(), updatedAt: serverTimestamp() };
}

/** The stamps of a change of `status`, `type` or `outcome`. */
export function stampState() {
  return { ...stampChange(), statusAt: serverTimestamp() };
}

/** The stamps of a new document. */
export function stampCreation() {
  return { createdBy: getUid(), createdAt: serverTimestamp(), ...stampState() };
}
