import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { z } from 'zod';
import { LightElement } from '../shared/lightElement';
import { explainEnding, type Ending } from './endings';

const credentialsSchema = z.object({
  email: z.string().trim(),
  password: z.string(),
  own: z.literal('on').optional(),
});

const REFUSALS: Readonly<Record<string, string>> = {
  'auth/invalid-credential': 'El correo o la contraseña no son correctos.',
  'auth/user-not-found': 'El correo o la contraseña no son correctos.',
  'auth/wrong-password': 'El correo o la contraseña no son correctos.',
  'auth/invalid-email': 'Ese correo no está bien escrito.',
  'auth/user-disabled': 'Esta cuenta está desactivada. Habla con la administración.',
  'auth/too-many-requests': 'Demasiados intentos. Espera unos minutos y vuelve a probar.',
  'auth/network-request-failed': 'No hay conexión con el servidor. Inténtalo de nuevo.',
  'auth/login-blocked':
    'Otra sesión sigue abierta en este navegador. Cierra las demás pestañas de Embudo e inténtalo de nuevo.',
};

/** Signs people in with email and password, and says why the session before this one ended. */
@customElement('sign-in-page')
export class SignInPage extends LightElement {
  /** Why the last session ended. Null if there was none. */
  @property() ending: Ending | null = null;
  @state() private error: string | null = null;
  @state() private isBusy = false;

  override render() {
    return html`<div class="sign-in">
      <div class="panel">
        <h1>Entrar en Embudo</h1>
        <p class="soft">Con el correo y la contraseña que te dio la agencia.</p>
        <form autocomplete="on" class="stack" @submit=${this.signIn} novalidate>
          <div role="status">
            ${
              this.ending === null
                ? nothing
                : html`<p class="notice calm">${explainEnding(this.ending)}</p>`
            }
          </div>
          <label class="field"
            ><span>Correo</span
            ><input name="email" type="email" autocomplete="username" required autofocus
          /></label>
          <label class="field"
            ><span>Contraseña</span
            ><input name="password" type="password" autocomplete="current-password" required
          /></label>
          <label class="own-device"
            ><input name="own" type="checkbox" aria-describedby="own-device-hint" />
            <span>Este es mi equipo</span></label
          >
          <p id="own-device-hint" class="soft small own-device-hint">
            Se abre sin volver a entrar, y también sin conexión. En un equipo compartido, déjalo sin
            marcar: lo que veas se olvida al cerrar la pestaña, y cada pestaña pide entrar.
          </p>
          <div role="alert">
            ${this.error === null ? nothing : html`<p class="notice">${this.error}</p>`}
          </div>
          <button class="button main" ?disabled=${this.isBusy}>
            ${this.isBusy ? 'Entrando…' : 'Entrar'}
          </button>
        </form>
      </div>
    </div>`;
  }

  private async signIn(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const fields = Object.fromEntries(new FormData(event.target));
    const { email, password, own } = credentialsSchema.parse(fields);
    if (email === '' || password === '') {
      this.error = 'Escribe tu correo y tu contraseña.';
      return;
    }
    this.error = null;
    this.isBusy = true;
    try {
      const { signIn } = await import('./auth');
      await signIn(email, password, { isOwn: own === 'on' });
    } catch (error) {
      const code = z.object({ code: z.string() }).safeParse(error).data?.code ?? '';
      this.error = REFUSALS[code] ?? 'No se ha podido entrar. Inténtalo de nuevo.';
      this.isBusy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sign-in-page': SignInPage;
  }
}
