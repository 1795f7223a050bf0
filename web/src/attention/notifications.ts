/**
 * Notifications of the browser for the person's own leads that need somebody. They come while the board or the agenda
 * is open in some tab. Nothing leaves the device. A lock screen may show them: so they name the listing and the
 * status, never the customer.
 */
import { z } from 'zod';
import { personalStorage } from '../shared/device';
import { names } from '../shared/names';
import { readOwnUid } from '../shared/ownUid';
import { nameListing } from '../shared/pairNames';
import { navigate } from '../shared/router';
import type { WaitingLead } from './attention';
import { REASON_NAMES } from './nextStep';
import { isNotifyWanted, keepNotifyWish } from './notifyWish';
import { findUntold, noteTold } from './toldLeads';

/** In the person's storage: which leads they were notified of, and for which time. */
const TOLD = 'embudo-told';
/** One tab at a time notifies, so that another one finds out what was told. */
const LOCK = 'embudo-notify';

const toldSchema = z.array(z.string()).catch([]);

/** Asks for permission. What is due by now is on the page: only what comes later is told. Resolves to whether it may. */
export async function startNotifying(due: readonly WaitingLead[]): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  keepNotifyWish(true);
  await takeUntold(due);
  return true;
}

/** Notifies the person of their own leads among those that are due: once of each lead and time. */
export async function notifyOf(due: readonly WaitingLead[]): Promise<void> {
  if (!isNotifyWanted() || Notification.permission !== 'granted') return;
  for (const lead of await takeUntold(due)) await notify(lead);
}

/** The own leads that nobody was told of yet. They count as told from now on. */
function takeUntold(due: readonly WaitingLead[]): Promise<WaitingLead[]> {
  const uid = readOwnUid();
  const own = due.filter(({ assignedTo }) => assignedTo === uid);
  return navigator.locks.request(LOCK, () => {
    const told = readTold();
    const untold = findUntold(told, own);
    if (untold.length > 0) {
      personalStorage().setItem(TOLD, JSON.stringify(noteTold(told, untold)));
    }
    return untold;
  });
}

function readTold(): string[] {
  try {
    return toldSchema.parse(JSON.parse(personalStorage().getItem(TOLD) ?? '[]'));
  } catch {
    return [];
  }
}

async function notify(lead: WaitingLead): Promise<void> {
  await isListingKnown(lead);
  const notification = new Notification(REASON_NAMES[lead.attention.why], {
    body: `${nameListing(lead)} · ${lead.status}`,
    tag: lead.id,
    icon: '/icon.svg',
    lang: 'es',
  });
  notification.onclick = () => {
    window.focus();
    notification.close();
    navigate(`/embudo/${encodeURIComponent(lead.id)}`);
  };
}

/** Resolves once the name of the lead's listing has been read, or cannot be. */
async function isListingKnown({ listingId }: WaitingLead): Promise<void> {
  if (listingId === null || names.listings.get(listingId) !== undefined) return;
  await new Promise<void>((resolve) => {
    const stop = names.watch(() => {
      if (names.listings.get(listingId) === undefined) return;
      stop();
      resolve();
    });
  });
}
