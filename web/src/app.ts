import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { watchSession, type Session } from './data/session';
import { connect, leave } from './firebase/connection';
import { navigate, startRouter, watchAddress } from './ui/router';
import './ui/toasts';
import { View } from './ui/view';
import './pages/door';
import { ROUTES, type Route, type SignedIn } from './routes';

const HOME = { admin: '/embudo', agent: '/embudo', contact: '/mis-citas' } as const;

/** The frame: who is signed in, which page that is, and whether there is a network. */
@customElement('embudo-app')
export class App extends View {
  @state() private session: Session = { state: 'starting' };
  @state() private isOnline = navigator.onLine;
  @state() private page: unknown = null;
  @state() private failure: string | null = null;
  private route: Route | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    startRouter();
    this.keep(
      watchAddress(() => {
        void this.open();
      }),
    );
    for (const name of ['online', 'offline']) {
      addEventListener(name, () => {
        this.isOnline = navigator.onLine;
      });
    }
    void this.start();
  }

  override render() {
    const { session } = this;
    const isIn = session.state === 'signed-in';
    return html`<header class="top">
        ${isIn ? html`<a class="button skip" href="#contenido">Ir al contenido</a>` : nothing}
        <a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28" />Embudo</a>
        ${isIn ? this.navigation(session) : nothing}
      </header>
      ${
        this.isOnline
          ? nothing
          : html`<p class="offline" role="status">
              Sin conexión. Ves lo último que se guardó en este dispositivo; los cambios se podrán
              hacer cuando vuelva.
            </p>`
      }
      <main id="contenido" tabindex="-1">${this.content(session)}</main>
      <embudo-toasts></embudo-toasts>`;
  }

  override updated(): void {
    const { session } = this;
    const hasNav = session.state === 'signed-in' && session.claims.role !== 'contact';
    this.classList.toggle('has-nav', hasNav);
  }

  private navigation({ claims: { role }, name }: SignedIn) {
    const links = ROUTES.filter(({ link, roles }) => link !== null && roles.includes(role));
    return html`<nav class="nav" aria-label="Secciones" ?hidden=${links.length === 0}>
        ${links.map(
          ({ path, link }) =>
            html`<a href=${path} aria-current=${this.route?.path === path ? 'page' : nothing}
              >${link}</a
            >`,
        )}
      </nav>
      <div class="who">
        <span class="soft small" title=${name}>${name}</span>
        <button class="button quiet" @click=${() => void leave()}>Salir</button>
      </div>`;
  }

  private content(session: Session) {
    if (this.failure !== null) {
      return html`<div class="page">
        <div class="notice" role="alert">${this.failure}</div>
      </div>`;
    }
    switch (session.state) {
      case 'starting':
        return nothing;
      case 'signed-out':
        return html`<sign-in-page></sign-in-page>`;
      case 'without-role':
        return html`<no-role-page .email=${session.email}></no-role-page>`;
      case 'signed-in':
        return this.page;
    }
  }

  private async start(): Promise<void> {
    try {
      await connect();
    } catch {
      this.failure =
        'No se ha podido empezar: este dispositivo no tiene conexión, o la aplicación no está instalada en este dominio.';
      return;
    }
    this.keep(
      watchSession((session) => {
        this.session = session;
        void this.open();
      }),
    );
  }

  /** Shows the page of the address, or the person's first one where that is none of theirs. */
  private async open(): Promise<void> {
    const { session } = this;
    if (session.state !== 'signed-in') {
      document.title = 'Embudo';
      return;
    }
    const { role } = session.claims;
    const { pathname } = location;
    const found = ROUTES.find(
      ({ pattern, roles }) => roles.includes(role) && pattern.test(pathname),
    );
    if (found === undefined) {
      navigate(HOME[role], { replace: true });
      return;
    }
    const isOther = this.route !== found;
    try {
      await found.load();
    } catch {
      this.failure = 'No se ha podido cargar esta página. Comprueba la conexión y recárgala.';
      return;
    }
    // Somebody went on while that was loaded.
    if (pathname !== location.pathname) return;
    this.route = found;
    const [, part = ''] = found.pattern.exec(pathname) ?? [];
    this.page = found.render(session, partOf(part));
    document.title = `${found.title} · Embudo`;
    if (!isOther) return;
    await this.updateComplete;
    const page = this.querySelector('main > *');
    if (page instanceof View) await page.updateComplete;
    this.querySelector<HTMLElement>('main h1')?.focus();
  }
}

/** The part of an address that is an id; as it stands where nothing encoded it. */
function partOf(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
