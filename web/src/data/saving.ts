import { serverTimestamp, type FieldValue } from 'firebase/firestore';
import { z } from 'zod';
import { connection } from '../firebase/connection';

export const NO_NETWORK = 'Sin conexión: no se ha guardado. Inténtalo cuando vuelva.';

const errorSchema = z.object({ code: z.string() });
export const codeOf = (error: unknown): string => errorSchema.safeParse(error).data?.code ?? '';

/**
 * Saves something, and says in words for people why that did not go; null where it did. Nothing is
 * begun without a network: what waited for it could be refused hours later, when nobody is looking.
 */
export async function saving(save: () => Promise<unknown>): Promise<string | null> {
  if (!navigator.onLine) return NO_NETWORK;
  try {
    await save();
    return null;
  } catch (error) {
    if (codeOf(error) === 'permission-denied') {
      return 'El servidor no permite este cambio: puede que alguien lo haya modificado antes.';
    }
    return 'No se ha podido guardar. Inténtalo de nuevo.';
  }
}

function uid(): string {
  const { currentUser } = connection().auth;
  if (currentUser === null) throw new Error('Nobody is signed in');
  return currentUser.uid;
}

/** What a client stamps on a change (contract, section 2). */
export function stampsOfChange(): { updatedBy: string; updatedAt: FieldValue } {
  return { updatedBy: uid(), updatedAt: serverTimestamp() };
}

/** What a client stamps on a change of `status`, `type` or `outcome`. */
export function stampsOfState() {
  return { ...stampsOfChange(), statusAt: serverTimestamp() };
}

export function stampsOfCreation() {
  return { createdBy: uid(), createdAt: serverTimestamp(), ...stampsOfState() };
}
