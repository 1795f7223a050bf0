import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { startingSession, type Session } from './session/session';
import { isOwnDevice } from './shared/device';
import { LightElement } from './shared/lightElement';
import { setPageTitle, setWaitingCount } from './shared/pageTitle';
import { navigate, readId, startRouter, watchAddress } from './shared/router';
import { registerServiceWorker } from './shared/serviceWorker';
import { renderNotFound } from './shared/states';
import './session/signInPage';
import { ROUTES, type Route } from './routes';
import './shell.css';

const CANNOT_LOAD = 'No se ha podido cargar esta página. Comprueba la conexión y recárgala.';

const TITLES = {
  starting: 'Embudo',
  'signed-out': 'Entrar · Embudo',
  'without-role': 'Sin acceso · Embudo',
  ending: 'Embudo',
} as const;

const HOME = { admin: '/embudo', agent: '/embudo', contact: '/mis-citas' } as const;

/** The frame of the app: the navigation, the session, the current page, and a note without a network. */
@customElement('embudo-app')
export class App extends LightElement {
  @state() private session: Session = startingSession();
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

  /** Until it is known who is here, the page's own placeholder stays (index.html). */
  protected override shouldUpdate(): boolean {
    return this.session.state !== 'starting' || this.failure !== null;
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) this.replaceChildren();
  }

  override render() {
    const { session } = this;
    const isIn = session.state === 'signed-in';
    return html`<header class="top">
        ${isIn ? html`<a class="button skip" href="#contenido">Ir al contenido</a>` : nothing}
        <a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28" />Embudo</a>
        ${
          isIn
            ? html`<main-navigation
                .session=${session}
                .current=${this.route?.path ?? ''}
              ></main-navigation>`
            : nothing
        }
      </header>
      ${
        this.isOnline ? nothing : html`<p class="offline" role="status">${explainOffline(isIn)}</p>`
      }
      <main id="contenido" tabindex="-1">${this.renderContent(session)}</main>
      <embudo-toasts></embudo-toasts>`;
  }

  override updated(): void {
    const { session } = this;
    const hasNav = session.state === 'signed-in' && session.claims.role !== 'contact';
    this.classList.toggle('has-nav', hasNav);
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
        return html`<sign-in-page .ending=${session.ending}></sign-in-page>`;
      case 'without-role':
        return html`<no-role-page .email=${session.email}></no-role-page>`;
      case 'signed-in':
        return this.page;
      case 'ending':
        return html`<div class="page"><p class="soft" role="status">Cerrando la sesión…</p></div>`;
    }
  }

  private async start(): Promise<void> {
    if (this.session.state === 'starting') preload();
    else void this.open();
    try {
      const { watchSession } = await import('./session/auth');
      await watchSession(
        (session) => {
          this.session = session;
          void this.open();
        },
        () => {
          this.failure = CANNOT_LOAD;
        },
      );
    } catch {
      this.failure =
        'No se ha podido empezar: este dispositivo no tiene conexión, o la aplicación no está instalada en este dominio.';
    }
  }

  /** Shows the page of the address. If the role may not open it, shows the role's first page. */
  private async open(): Promise<void> {
    const { session } = this;
    if (session.state !== 'signed-in') {
      setPageTitle(TITLES[session.state]);
      setWaitingCount(0);
      await this.updateComplete;
      if (session.state === 'signed-out') preload();
      if (session.state === 'without-role') await import('./session/noRolePage');
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
      await Promise.all([found.load(), import('./navigation'), import('./shared/toasts')]);
    } catch {
      this.failure = CANNOT_LOAD;
      return;
    }
    // The address, or who is here, changed while the page was loading.
    if (pathname !== location.pathname || session !== this.session) return;
    this.route = found;
    const [, part = ''] = found.pattern.exec(pathname) ?? [];
    const id = readId(part);
    this.page = id === null ? renderNotFound() : found.render(session, id);
    setPageTitle(`${id === null ? 'No encontrado' : found.title} · Embudo`);
    if (!isOther) return;
    await this.updateComplete;
    const page = this.querySelector('main > *');
    if (page instanceof LightElement) await page.updateComplete;
    this.querySelector<HTMLElement>('main h1')?.focus();
    if (isOwnDevice()) registerServiceWorker();
  }
}

/** Loads the SDK and the first page of the staff, while they type their password or the server knows them again. */
function preload(): void {
  void Promise.allSettled([
    import('./navigation'),
    import('./shared/firebase/database'),
    import('./shared/toasts'),
    ROUTES[0]?.load(),
  ]);
}

function explainOffline(isIn: boolean): string {
  if (!isIn) return 'Sin conexión. Para entrar hace falta la red.';
  const seen = isOwnDevice() ? 'se guardó en este dispositivo' : 'llegó a esta pestaña';
  return `Sin conexión. Ves lo último que ${seen}; los cambios se podrán hacer cuando vuelva.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'embudo-app': App;
  }
}
