import { signInWithEmailAndPassword } from 'firebase/auth';
import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { z } from 'zod';
import { connection } from '../shared/firebase/connection';
import { View } from '../shared/view';

const credentialsSchema = z.object({ email: z.string().trim(), password: z.string() });

const REFUSALS: Readonly<Record<string, string>> = {
  'auth/invalid-credential': 'El correo o la contraseña no son correctos.',
  'auth/user-not-found': 'El correo o la contraseña no son correctos.',
  'auth/wrong-password': 'El correo o la contraseña no son correctos.',
  'auth/invalid-email': 'Ese correo no está bien escrito.',
  'auth/user-disabled': 'Esta cuenta está desactivada. Habla con la administración.',
  'auth/too-many-requests': 'Demasiados intentos. Espera unos minutos y vuelve a probar.',
  'auth/network-request-failed': 'No hay conexión con el servidor. Inténtalo de nuevo.',
};

/** Signs people in with email and password. */
@customElement('sign-in-page')
export class SignInPage extends View {
  @state() private error: string | null = null;
  @state() private isBusy = false;

  override render() {
    return html`<div class="sign-in">
      <div class="panel">
        <h1>Entrar en Embudo</h1>
        <p class="soft">Con el correo y la contraseña que te dio la agencia.</p>
        <form class="stack" @submit=${this.signIn} novalidate>
          <p></p>
          <label class="field"
            ><span>Correo</span
            ><input name="email" type="email" autocomplete="username" required autofocus
          /></label>
          <label class="field"
            ><span>Contraseña</span
            ><input name="password" type="password" autocomplete="current-password" required
          /></label>
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
    const { email, password } = credentialsSchema.parse(fields);
    if (email === '' || password === '') {
      this.error = 'Escribe tu correo y tu contraseña.';
      return;
    }
    this.error = null;
    this.isBusy = true;
    try {
      await signInWithEmailAndPassword(connection().auth, email, password);
    } catch (error) {
      const code = z.object({ code: z.string() }).safeParse(error).data?.code ?? '';
      this.error = REFUSALS[code] ?? 'No se ha podido entrar. Inténtalo de nuevo.';
    } finally {
      this.isBusy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sign-in-page': SignInPage;
  }
}
