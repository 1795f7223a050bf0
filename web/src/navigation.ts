import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ROUTES } from './routes';
import { endSession } from './session/auth';
import type { SignedIn } from './session/session';
import { LightElement } from './shared/lightElement';

/** The links to the pages of a role, who is signed in, and the way out. */
@customElement('main-navigation')
export class MainNavigation extends LightElement {
  @property({ attribute: false }) session: SignedIn | null = null;
  /** The path of the page that is shown. */
  @property() current = '';

  override firstUpdated(): void {
    const role = this.session?.claims.role;
    for (const { badge, roles } of ROUTES) {
      const isMine = role !== undefined && roles.includes(role);
      // Without a badge the links are as they were.
      if (isMine) badge?.load().catch(() => undefined);
    }
  }

  override render() {
    const { session } = this;
    if (session === null) return nothing;
    const {
      name,
      claims: { role },
    } = session;
    const links = ROUTES.filter(({ link, roles }) => link !== null && roles.includes(role));
    return html`<nav class="nav" aria-label="Secciones" ?hidden=${links.length === 0}>
        ${links.map(
          ({ path, link, badge }) =>
            html`<a href=${path} aria-current=${this.current === path ? 'page' : nothing}
              >${link}${badge?.render(session) ?? nothing}</a
            >`,
        )}
      </nav>
      <div class="who">
        <span class="soft small" title=${name}>${name}</span>
        <button class="button quiet" @click=${() => void endSession('left')}>Salir</button>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'main-navigation': MainNavigation;
  }
}
