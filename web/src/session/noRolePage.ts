import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { LightElement } from '../shared/lightElement';
import { canRenewSession, endSession } from './auth';

/** Shown to a signed-in person without a role: it explains how to get one. */
@customElement('no-role-page')
export class NoRolePage extends LightElement {
  @property() email = '';
  @state() private isBusy = false;
  @state() private hasAsked = false;

  override render() {
    return html`<div class="sign-in">
      <div class="panel stack">
        <h1>Tu cuenta aún no tiene acceso</h1>
        <p>
          Has entrado como <strong class="break">${this.email}</strong>, pero nadie te ha dado
          todavía un papel en la agencia.
        </p>
        <p>
          Pídeselo a quien administra Embudo, con ese correo: te dará el de agente, el de
          administración o el de cliente. Después pulsa «Comprobar de nuevo».
        </p>
        <div role="status">
          ${this.hasAsked ? html`<p class="notice calm">Sigue sin papel asignado.</p>` : nothing}
        </div>
        <div class="row">
          <button class="button main" ?disabled=${this.isBusy} @click=${() => void this.ask()}>
            Comprobar de nuevo
          </button>
          <button class="button" @click=${() => void endSession('left')}>Salir</button>
        </div>
      </div>
    </div>`;
  }

  private async ask(): Promise<void> {
    this.isBusy = true;
    // Without a network the role stays unknown, and the page says the same.
    await canRenewSession();
    this.hasAsked = true;
    this.isBusy = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'no-role-page': NoRolePage;
  }
}
