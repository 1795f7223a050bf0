import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { watchSession, type Session, type SignedIn } from './session/session';
import { connect, leave } from './shared/firebase/connection';
import { navigate, readId, startRouter, watchAddress } from './shared/router';
import { renderNotFound } from './shared/states';
import './shared/toasts';
import { View } from './shared/view';
import './session/noRolePage';
import './session/signInPage';
import { ROUTES, type Route } from './routes';

const HOME = { admin: '/embudo', agent: '/embudo', contact: '/mis-citas' } as const;

/** The frame of the app: the navigation, the session, the current page, and a note without a network. */
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
    this.addCleanup(
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
        ${isIn ? this.renderNavigation(session) : nothing}
      </header>
      ${
        this.isOnline
          ? nothing
          : html`<p class="offline" role="status">
              Sin conexión. Ves lo último que se guardó en este dispositivo; los cambios se podrán
              hacer cuando vuelva.
            </p>`
      }
      <main id="contenido" tabindex="-1">${this.renderContent(session)}</main>
      <embudo-toasts></embudo-toasts>`;
  }

  override updated(): void {
    const { session } = this;
    const hasNav = session.state === 'signed-in' && session.claims.role !== 'contact';
    this.classList.toggle('has-nav', hasNav);
  }

  private renderNavigation({ claims: { role }, name }: SignedIn) {
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

  private renderContent(session: Session) {
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
    this.addCleanup(
      watchSession((session) => {
        this.session = session;
        void this.open();
      }),
    );
  }

  /** Shows the page of the address. If the role may not open it, shows the role's first page. */
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
    // The address changed while the page was loading.
    if (pathname !== location.pathname) return;
    this.route = found;
    const [, part = ''] = found.pattern.exec(pathname) ?? [];
    const id = readId(part);
    this.page = id === null ? renderNotFound() : found.render(session, id);
    document.title = `${id === null ? 'No encontrado' : found.title} · Embudo`;
    if (!isOther) return;
    await this.updateComplete;
    const page = this.querySelector('main > *');
    if (page instanceof View) await page.updateComplete;
    this.querySelector<HTMLElement>('main h1')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'embudo-app': App;
  }
}
