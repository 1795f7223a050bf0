import { personalStorage } from '../shared/device';

/** Whether the person wants to be notified on this device: kept until their session ends (shared/device.ts). */
const WISH = 'embudo-notify';

export const isNotifyWanted = (): boolean => personalStorage().getItem(WISH) !== null;

export function keepNotifyWish(isWanted: boolean): void {
  if (isWanted) personalStorage().setItem(WISH, 'yes');
  else personalStorage().removeItem(WISH);
}
