import { showToast } from './toasts';

/** Loads what a page does not wait for. Null if it cannot be loaded: then a message says so. */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part | null> {
  try {
    return await load();
  } catch {
    showToast('No se ha podido abrir: comprueba la conexión.', { kind: 'bad' });
    return null;
  }
}
