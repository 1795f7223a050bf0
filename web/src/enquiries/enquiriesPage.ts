import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { EnquiryStatus } from '#domain/documents/enquiry';
import type { SignedIn } from '../session/session';
import { formatNumber } from '../shared/format';
import { readParameter, writeParameters } from '../shared/router';
import { renderEmpty } from '../shared/states';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import { watchEnquiries, type Enquiry, type EnquiryPage } from './enquiries';
import './enquiryDialog';
import type { EnquiryDialog } from './enquiryDialog';
import './enquiryList';
import './inboxMails';
import type { InboxMails, MailCountEvent, MailEnquiryEvent } from './inboxMails';

const PAGE_SIZE = 20;
/** An enquiry without an agent has no such field, and no query finds what is missing: they are picked out of more. */
const PAGE_SIZE_OF_NOBODY = 100;

const VIEWS = [
  { status: 'open', parameter: '', text: 'Abiertas' },
  { status: 'answered', parameter: 'respondidas', text: 'Respondidas' },
  { status: 'dismissed', parameter: 'descartadas', text: 'Descartadas' },
] as const satisfies readonly { status: EnquiryStatus; parameter: string; text: string }[];

const OWNERS = [
  { owner: 'all', parameter: '', text: 'Todas' },
  { owner: 'mine', parameter: 'mias', text: 'Mías' },
  { owner: 'nobody', parameter: 'nadie', text: 'Sin agente' },
] as const;
type Owner = (typeof OWNERS)[number]['owner'];

const EMPTY: Readonly<Record<EnquiryStatus, [title: string, text: string]>> = {
  open: [
    'Nadie espera respuesta',
    'Las consultas de portales, web y teléfono salen aquí al llegar.',
  ],
  answered: ['Ninguna respondida', 'Las que se respondan salen aquí, y desde aquí se reabren.'],
  dismissed: ['Ninguna descartada', 'Las que se descarten salen aquí, y desde aquí se reabren.'],
};

/** Consultas: who has asked and waits for an answer, and who has got one. What it shows is in its address. */
@customElement('enquiries-page')
export class EnquiriesPage extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @state() private status: EnquiryStatus = 'open';
  @state() private owner: Owner = 'all';
  /** How many mails are shown below the enquiries. */
  @state() private mailCount = 0;
  @query('inbox-mails') private inboxMails!: InboxMails | null;
  @query('enquiry-dialog') private enquiryDialog!: EnquiryDialog;
  private maxEnquiries = PAGE_SIZE;
  private readonly enquiries = new Subscription<EnquiryPage>(this);

  override connectedCallback(): void {
    super.connectedCallback();
    const [status, owner] = [readParameter('estado'), readParameter('agente')];
    this.status = VIEWS.find(({ parameter }) => parameter === status)?.status ?? 'open';
    this.owner = OWNERS.find(({ parameter }) => parameter === owner)?.owner ?? 'all';
    this.watch();
  }

  /** Shows something else, and keeps it in the address. */
  private show(changes: { status?: EnquiryStatus; owner?: Owner }): void {
    Object.assign(this, changes);
    // Only the open ones have mails below them.
    if (this.status !== 'open') this.mailCount = 0;
    writeParameters({
      estado: VIEWS.find(({ status }) => status === this.status)?.parameter ?? '',
      agente: OWNERS.find(({ owner }) => owner === this.owner)?.parameter ?? '',
    });
    this.watch();
  }

  private get pageSize(): number {
    return this.owner === 'nobody' ? PAGE_SIZE_OF_NOBODY : PAGE_SIZE;
  }

  private watch({ isMore = false } = {}): void {
    const { status, owner, session } = this;
    const agent = owner === 'mine' ? (session?.uid ?? null) : null;
    this.maxEnquiries = isMore ? this.maxEnquiries + this.pageSize : this.pageSize;
    this.enquiries.restart(
      (onChange, onError) =>
        watchEnquiries({ status, agent }, this.maxEnquiries, onChange, onError),
      { keepsData: isMore },
    );
  }

  override render() {
    const { session } = this;
    const page = this.enquiries.data;
    const shown = this.filter(page?.enquiries ?? []);
    return html`<div class="page">
      <div class="page-head">
        <h1 class="grow" tabindex="-1">Consultas</h1>
        <button class="button main" @click=${() => void this.enquiryDialog.show()}>
          Nueva consulta
        </button>
      </div>
      ${this.renderFilters()}
      <div class="stack">
        ${this.enquiries.render({
          lines: 4,
          failure: 'No se han podido leer las consultas.',
          show: ({ hasMore }) => (shown.length > 0 || hasMore ? nothing : this.renderNone()),
        })}
        ${shown.length > 1 && this.mailCount > 0 ? this.renderWayToMails() : nothing}
        <enquiry-list .session=${session} .enquiries=${shown}></enquiry-list>
        ${page?.hasMore === true ? this.renderMore(shown.length) : nothing}
        ${
          this.status === 'open'
            ? html`<inbox-mails
                @mail-count=${({ detail }: MailCountEvent) => {
                  this.mailCount = detail.count;
                }}
                @mail-enquiry=${({ detail }: MailEnquiryEvent) =>
                  void this.enquiryDialog.show(detail.mail)}
              ></inbox-mails>`
            : nothing
        }
      </div>
      <enquiry-dialog .session=${session}></enquiry-dialog>
    </div>`;
  }

  private renderFilters() {
    return html`<div class="row filters">
      <div class="row tight" role="group" aria-label="Estado">
        ${VIEWS.map(({ status, text }) =>
          renderFilter(text, this.status === status, () => {
            this.show({ status });
          }),
        )}
      </div>
      <div class="row tight" role="group" aria-label="De quién">
        ${OWNERS.map(({ owner, text }) =>
          renderFilter(text, this.owner === owner, () => {
            this.show({ owner });
          }),
        )}
      </div>
    </div>`;
  }

  private renderWayToMails() {
    const { mailCount } = this;
    return html`<button class="button quiet to-mails" @click=${() => this.inboxMails?.reveal()}>
      Ver
      ${mailCount === 1 ? 'un correo sin clasificar' : `${formatNumber(mailCount)} correos sin clasificar`},
      más abajo
    </button>`;
  }

  private filter(read: readonly Enquiry[]): readonly Enquiry[] {
    return this.owner === 'nobody' ? read.filter(({ agentId }) => agentId === null) : read;
  }

  private renderNone() {
    return this.owner === 'all'
      ? renderEmpty(...EMPTY[this.status])
      : renderEmpty('Ninguna', 'Con este filtro no hay consultas.');
  }

  private renderMore(shown: number) {
    return html`<div class="row">
      ${
        this.owner === 'nobody'
          ? html`<span class="soft"
              >${formatNumber(shown)} sin agente entre las primeras
              ${formatNumber(this.maxEnquiries)}.</span
            >`
          : nothing
      }
      <button
        class="button more"
        @click=${() => {
          this.watch({ isMore: true });
        }}
      >
        Ver más<span class="hidden-text"> consultas</span>
      </button>
    </div>`;
  }
}

function renderFilter(text: string, isPressed: boolean, press: () => void) {
  return html`<button class="button" aria-pressed=${isPressed ? 'true' : 'false'} @click=${press}>
    ${text}
  </button>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'enquiries-page': EnquiriesPage;
  }
}
