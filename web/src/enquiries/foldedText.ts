import { html, nothing } from 'lit';
import { isLong } from './enquiryWords';

/** A text that people wrote. A long one is folded, and has a button; `noun` is what it is, with its article. */
export function renderFoldedText({
  text,
  noun,
  isUnfolded,
  toggle,
}: {
  text: string;
  noun: string;
  isUnfolded: boolean;
  toggle: () => void;
}) {
  const isFolded = isLong(text) && !isUnfolded;
  return html`${text === '' ? nothing : html`<p class="message break ${isFolded ? 'folded' : ''}">${text}</p>`}
  ${
    isLong(text)
      ? html`<button
          class="button quiet small unfold"
          aria-expanded=${isFolded ? 'false' : 'true'}
          @click=${toggle}
        >
          ${isFolded ? `Leer ${noun} entero` : `Plegar ${noun}`}
        </button>`
      : nothing
  }`;
}
