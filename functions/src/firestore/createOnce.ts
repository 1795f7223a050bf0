import type { DocumentData, DocumentReference } from 'firebase-admin/firestore';
import { isAlreadyThere } from './retryOnConflict';

/** Creates a document, unless it exists. Returns whether it was created now. */
export async function createOnce(ref: DocumentReference, data: DocumentData): Promise<boolean> {
  try {
    await ref.create(data);
    return true;
  } catch (error) {
    if (isAlreadyThere(error)) return false;
    throw error;
  }
}
