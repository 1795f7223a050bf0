import { html } from 'lit';

/** Renders a message for a list without entries. */
export function renderEmpty(title: string, text: string) {
  return html`<div class="empty"><strong>${title}</strong><span>${text}</span></div>`;
}

/**
 * Renders placeholders for content that is loading, as high as the content will be. Without a network nothing is
 * loading: then it says that this device does not have the content.
 */
export function renderLoading(lines = 4, kind: 'line' | 'card' = 'line') {
  if (!navigator.onLine) {
    return html`<p class="soft">Sin conexión: esto no está guardado en este dispositivo.</p>`;
  }
  return html`<div class="stack" aria-busy="true">
    <span class="hidden-text">Cargando…</span>
    ${Array.from({ length: lines }, () => html`<div class="skeleton ${kind}"></div>`)}
  </div>`;
}

/** Renders the page of an address that leads nowhere. */
export function renderNotFound() {
  return html`<div class="page stack">
    <h1 tabindex="-1">No encontrado</h1>
    <p class="notice calm">En esta dirección no hay nada: puede que el enlace esté incompleto.</p>
    <div><a class="button" href="/">Ir al inicio</a></div>
  </div>`;
}
