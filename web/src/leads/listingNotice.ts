import { html, nothing } from 'lit';
import { isGone } from '#domain/leads/listingStatus';
import { nameListingStatus } from '../shared/displayNames';
import { loadPart } from '../shared/loadPart';
import type { Lead } from './leads';

/** What the lead knows of its listing, if that is news; of one that is gone, with the way to close its leads. */
export function renderListingNotice({ listingId, listingStatus }: Lead) {
  const name = nameListingStatus(listingStatus);
  if (listingId === null || name === null) return nothing;
  if (!isGone(listingStatus)) return html`<p class="notice calm">Inmueble: ${name}.</p>`;
  return html`<div class="notice">
    <p><strong>${name}.</strong> El inmueble ya no está disponible: avisa al cliente.</p>
    <button class="button" @click=${() => void openClosing(listingId, listingStatus)}>
      Cerrar los leads abiertos de este inmueble…
    </button>
  </div>`;
}

async function openClosing(listingId: string, gone: 'sold' | 'withdrawn'): Promise<void> {
  const part = await loadPart(() => import('./closingDialog'));
  await part?.closeLeadsOf(listingId, gone);
}
