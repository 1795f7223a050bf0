import { html } from 'lit';

/** What stands where there is nothing to show. */
export function empty(title: string, text: string) {
  return html`<div class="empty"><strong>${title}</strong><span>${text}</span></div>`;
}

/** What stands in the place of lines that are on their way, as high as they will be. */
export function loading(lines = 4, kind: 'line' | 'card' = 'line') {
  return html`<div class="stack" aria-busy="true">
    <span class="hidden-text">Cargando…</span>
    ${Array.from({ length: lines }, () => html`<div class="skeleton ${kind}"></div>`)}
  </div>`;
}

export function failed(what: string) {
  return html`<p class="notice" role="alert">
    ${what} Comprueba la conexión y recarga la página.
  </p>`;
}
