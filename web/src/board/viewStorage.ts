/**
 * Keeps «Mis vistas» as long as what the person types: on their own device until their session ends, else in the tab
 * (shared/device.ts).
 */
import { personalStorage } from '../shared/device';
import { readOwnUid } from '../shared/ownUid';
import { parseViews, type BoardView } from './views';

export function readViews(): BoardView[] {
  return parseViews(personalStorage().getItem(keyOfViews()));
}

/** Returns whether the device has kept them. */
export function keepViews(views: readonly BoardView[]): boolean {
  try {
    personalStorage().setItem(keyOfViews(), JSON.stringify(views));
    return true;
  } catch {
    return false; // A full storage keeps nothing.
  }
}

const keyOfViews = (): string => `embudo-views-${readOwnUid() ?? ''}`;
