import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { formatDayAndTime } from '../shared/format';
import { saveWithToast } from '../shared/saving';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import { renderFoldedText } from './foldedText';
import { closeMail, watchInbox, type Mail } from './inbox';

const PAGE_SIZE = 10;

/** Somebody wants to write down an enquiry from a mail. */
export class MailEnquiryEvent extends CustomEvent<{ mail: Mail }> {
  static readonly type = 'mail-enquiry';

  constructor(mail: Mail) {
    super(MailEnquiryEvent.type, { detail: { mail } });
  }
}

/** How many mails are shown. */
export class MailCountEvent extends CustomEvent<{ count: number }> {
  static readonly type = 'mail-count';

  constructor(count: number) {
    super(MailCountEvent.type, { detail: { count } });
  }
}

/**
 * The mails that no parser understood, until somebody has seen to them. Their text is shown as text, whatever it holds.
 *
 * @fires mail-enquiry - Somebody wants to write down an enquiry from a mail ({@link MailEnquiryEvent}).
 * @fires mail-count - There are more mails or fewer ({@link MailCountEvent}).
 */
@customElement('inbox-mails')
export class InboxMails extends View {
  @state() private unfolded: ReadonlySet<string> = new Set();
  private maxMails = PAGE_SIZE;
  private told = 0;
  private readonly mails = new Subscription<Mail[]>(this, (onChange, onError) =>
    watchInbox(this.maxMails, onChange, onError),
  );

  override updated(): void {
    const count = this.mails.data?.length ?? 0;
    if (count === this.told) return;
    this.told = count;
    this.dispatchEvent(new MailCountEvent(count));
  }

  /** Goes to the mails: there may be many enquiries above them. */
  reveal(): void {
    this.querySelector<HTMLElement>('#inbox-title')?.focus();
  }

  override render() {
    const mails = this.mails.data;
    if (this.mails.hasFailed) {
      return this.mails.renderFailure('No se han podido leer los correos sin clasificar.');
    }
    if (mails === undefined || mails.length === 0) return nothing;
    return html`<section class="stack" aria-labelledby="inbox-title">
      <div>
        <h2 id="inbox-title" tabindex="-1">Correos sin clasificar</h2>
        <p class="soft">
          Han llegado al buzón de las consultas, y Embudo no sabe de quién o de qué son.
        </p>
      </div>
      <ul class="stack">
        ${repeat(
          mails,
          ({ id }) => id,
          (mail) => html`<li class="panel enquiry">${this.renderMail(mail)}</li>`,
        )}
      </ul>
      ${
        mails.length < this.maxMails
          ? nothing
          : html`<button class="button more" @click=${this.showMore}>
              Ver más<span class="hidden-text"> correos</span>
            </button>`
      }
    </section>`;
  }

  private renderMail(mail: Mail) {
    const { id, from, subject, text, receivedAt } = mail;
    const title = subject === '' ? 'Sin asunto' : subject;
    return html`<div class="row enquiry-head">
        <h3 class="grow break">${title}</h3>
        <span class="soft small">${receivedAt === null ? '' : formatDayAndTime(receivedAt)}</span>
      </div>
      <p class="soft small break">De ${from === '' ? 'alguien que no se identifica' : from}</p>
      ${renderFoldedText({
        text,
        noun: 'el correo',
        isUnfolded: this.unfolded.has(id),
        toggle: () => {
          this.toggle(id);
        },
      })}
      <div class="row tight">
        <button
          class="button main"
          aria-label="Crear consulta del correo «${title}»"
          @click=${() => this.dispatchEvent(new MailEnquiryEvent(mail))}
        >
          Crear consulta
        </button>
        <button
          class="button"
          aria-label="Hecho: el correo «${title}»"
          @click=${() =>
            void saveWithToast(() => closeMail(id), `Correo «${title}»: hecho.`, {
              key: `mail ${id}`,
            })}
        >
          Hecho
        </button>
      </div>`;
  }

  private toggle(id: string): void {
    const unfolded = new Set(this.unfolded);
    if (!unfolded.delete(id)) unfolded.add(id);
    this.unfolded = unfolded;
  }

  private showMore(): void {
    this.maxMails += PAGE_SIZE;
    this.mails.restart((onChange, onError) => watchInbox(this.maxMails, onChange, onError), {
      keepsData: true,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'inbox-mails': InboxMails;
  }
  interface HTMLElementEventMap {
    'mail-enquiry': MailEnquiryEvent;
    'mail-count': MailCountEvent;
  }
}
