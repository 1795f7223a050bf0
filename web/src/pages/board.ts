import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { isLeadStatus, LEAD_STATUSES, type LeadStatus } from '#domain/leadStatus';
import { movesFor, type StaffRole } from '#domain/leads/manualMove';
import { Board } from '../data/board';
import { findLeads, type Lead } from '../data/leads';
import { moveLead } from '../data/moves';
import { names } from '../data/names';
import type { SignedIn } from '../data/session';
import '../ui/boardColumn';
import '../ui/leadCard';
import '../ui/leadDrawer';
import '../ui/moveDialog';
import type { MoveDialog } from '../ui/moveDialog';
import { renderError } from '../ui/states';
import { showToast } from '../ui/toasts';
import { View } from '../ui/view';
import { OUTCOME_NAMES } from '../ui/displayNames';
import { formatNumber } from '../ui/format';
import './board.css';

const MIN_SEARCH_LENGTH = 2;
const DEBOUNCE_MS = 300;

/** Embudo: the ten columns, live. People move leads between them. */
@customElement('board-page')
export class BoardPage extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  /** The lead whose drawer is open. Empty if none is. */
  @property() leadId = '';
  @state() private agent: string | null = null;
  @state() private text = '';
  @state() private found: readonly Lead[] = [];
  @state() private dragged: Lead | null = null;
  private readonly board = new Board(() => {
    this.requestUpdate();
  });
  /** The columns whose first page is loaded with its names. The other columns show placeholders. */
  private readonly named = new Set<LeadStatus>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.board.show(this.agent);
    this.addCleanup(() => {
      this.board.stop();
    });
    this.addCleanup(
      monitorForElements({
        onDragStart: ({ source }) => {
          this.dragged = this.findDragged(source.data);
        },
        onDrop: ({ source, location }) => {
          this.dragged = null;
          const lead = this.findDragged(source.data);
          const status = location.current.dropTargets[0]?.data['status'];
          if (lead !== null && isLeadStatus(status)) void this.move(lead, status);
        },
      }),
    );
  }

  override render() {
    const { session } = this;
    if (session === null || session.claims.role === 'contact') return nothing;
    const { role } = session.claims;
    return html`<div class="board-page">
      ${this.renderHead(session)}
      ${this.board.hasFailed ? renderError('No se ha podido leer el embudo.') : nothing}
      ${
        this.isEmpty()
          ? html`<p class="notice calm board-notice">
              Aún no hay leads: nacen solos al agendar la primera cita de un cliente.
            </p>`
          : nothing
      }
      <div class="columns" role="region" aria-label="Columnas del embudo" tabindex="0">
        ${LEAD_STATUSES.map((status) => this.renderColumn(status, role))}
      </div>
      ${
        this.leadId === ''
          ? nothing
          : keyed(
              this.leadId,
              html`<lead-drawer
                .session=${session}
                .leadId=${this.leadId}
                .onMove=${this.askAndMove}
              ></lead-drawer>`,
            )
      }
      <move-dialog></move-dialog>
    </div>`;
  }

  private renderHead({ uid }: SignedIn) {
    const others = this.board.agents.filter((agent) => agent !== uid);
    return html`<div class="board-head">
      <h1 tabindex="-1">Embudo</h1>
      <label class="search"
        ><span class="hidden-text">Buscar por cliente, inmueble o etiqueta</span
        ><input
          type="search"
          placeholder="Buscar cliente, inmueble o etiqueta"
          .value=${this.text}
          @input=${this.search}
      /></label>
      <label
        ><span class="hidden-text">Agente</span
        ><select @change=${this.chooseAgent}>
          <option value="">Todos los agentes</option>
          <option value=${uid} ?selected=${this.agent === uid}>Los míos</option>
          ${others.map(
            (agent) =>
              html`<option value=${agent} ?selected=${this.agent === agent}>
                ${names.agent(agent)}
              </option>`,
          )}
        </select></label
      >
      <label class="jump"
        ><span class="hidden-text">Ir a la columna</span
        ><select @change=${this.jump}>
          <option value="">Ir a…</option>
          ${LEAD_STATUSES.map((status, n) => html`<option value=${n}>${status}</option>`)}
        </select></label
      >
    </div>`;
  }

  private renderColumn(status: LeadStatus, role: StaffRole) {
    const { leads, count, hasMore } = this.board.column(status);
    const isNamed = leads?.map((lead) => names.areKnown(lead)).every(Boolean) ?? false;
    if (isNamed) this.named.add(status);
    const isClosed = status === 'Cerrado';
    const isSearching = this.text.trim() !== '';
    const isCollapsed = isClosed && !this.board.isOpen(status) && !isSearching;
    const shown = isSearching ? this.filterLeads(status, leads ?? []) : leads;
    const { dragged } = this;
    const drop =
      dragged === null || dragged.status === status ? '' : this.chooseDropClass(status, role);
    return html`<board-column
      class=${drop}
      data-step=${LEAD_STATUSES.indexOf(status)}
      .status=${status}
      .leads=${this.named.has(status) ? shown : null}
      .count=${isSearching ? (shown?.length ?? null) : count}
      .hasMore=${hasMore && !isSearching}
      .isCollapsed=${isCollapsed}
      .head=${isClosed ? this.renderClosedHead(isCollapsed) : nothing}
      .takes=${(data: Record<string | symbol, unknown>) => {
        const lead = this.findDragged(data);
        return lead !== null && mayMoveTo(role, lead, status);
      }}
      .onMore=${() => {
        this.board.loadMore(status);
      }}
      .card=${(lead: Lead) =>
        html`<lead-card
          .lead=${lead}
          .nextVisit=${this.board.nextVisit(lead)}
          .isMoving=${this.board.isMoving(lead)}
          .onMove=${this.askAndMove}
        ></lead-card>`}
    ></board-column>`;
  }

  /** The lead of a dragged card, which carries its lead's id. */
  private findDragged({ leadId }: Record<string | symbol, unknown>): Lead | null {
    if (typeof leadId !== 'string') return null;
    return this.board.find(leadId) ?? this.found.find(({ id }) => id === leadId) ?? null;
  }

  private chooseDropClass(status: LeadStatus, role: StaffRole): string {
    return this.dragged !== null && mayMoveTo(role, this.dragged, status) ? 'open' : 'barred';
  }

  private renderClosedHead(isCollapsed: boolean) {
    const { closed } = this.board;
    return html`<dl class="outcomes">
        ${(['won', 'lost', 'moved'] as const).map(
          (outcome) =>
            html`<div>
              <dt class="small soft">${OUTCOME_NAMES[outcome]}</dt>
              <dd class="numbers">${closed === null ? '·' : formatNumber(closed[outcome])}</dd>
            </div>`,
        )}
      </dl>
      <button
        class="button"
        aria-expanded=${isCollapsed ? 'false' : 'true'}
        @click=${() => {
          if (isCollapsed) this.board.open('Cerrado');
          else this.board.close('Cerrado');
        }}
      >
        ${isCollapsed ? 'Ver los cerrados' : 'Plegar'}
      </button>`;
  }

  private isEmpty(): boolean {
    return (
      this.agent === null &&
      this.text === '' &&
      LEAD_STATUSES.every((status) => this.board.column(status).count === 0)
    );
  }

  /** The loaded leads that contain the text, and those that the search found by the beginning of a name. */
  private filterLeads(status: LeadStatus, loaded: readonly Lead[]): Lead[] {
    const text = normalize(this.text);
    const { agent } = this;
    const found = this.found.filter(
      (lead) =>
        this.board.statusOf(lead) === status && (agent === null || lead.assignedTo === agent),
    );
    const own = loaded.filter(({ contactId, listingId, tags }) => {
      const contact = contactId === null ? '' : names.contact(contactId);
      const listing = listingId === null ? '' : names.listing(listingId);
      return normalize([contact, listing, ...tags].join(' ')).includes(text);
    });
    return [...new Map([...found, ...own].map((lead) => [lead.id, lead])).values()];
  }

  private search({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    this.text = target.value;
    this.found = [];
    clearTimeout(this.timer);
    const text = this.text.trim();
    if (text.length < MIN_SEARCH_LENGTH) return;
    this.timer = setTimeout(() => {
      findLeads(text).then(
        (found) => {
          if (text === this.text.trim()) this.found = found;
        },
        () => undefined, // The loaded leads are searched anyway.
      );
    }, DEBOUNCE_MS);
  }

  private chooseAgent({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    this.agent = target.value === '' ? null : target.value;
    this.board.show(this.agent);
  }

  private jump({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    const column = this.querySelector(`board-column[data-step="${target.value}"]`);
    column?.scrollIntoView({ inline: 'start', block: 'nearest' });
    target.value = '';
  }

  private readonly askAndMove = (lead: Lead): void => {
    void this.move(lead, null);
  };

  /** Asks for the reason, shows the lead in its new column, and puts it back if the server refuses. */
  private async move(lead: Lead, dropped: LeadStatus | null): Promise<void> {
    const { claims } = this.session ?? {};
    if (claims === undefined || claims.role === 'contact') return;
    const dialog = this.querySelector<MoveDialog>('move-dialog');
    const decision = await dialog?.ask(lead, claims.role, dropped);
    if (decision == null) return;
    const { to, outcome, reason } = decision;
    const settle = this.board.startMove(lead, to);
    const { seq, refusal } = await moveLead({
      leadId: lead.id,
      from: lead.status,
      to,
      reason,
      ...(outcome !== null && { closed: { outcome } }),
      requestId: crypto.randomUUID(),
    });
    settle(seq);
    const who = lead.contactId === null ? 'El lead' : names.contact(lead.contactId);
    if (refusal !== null) {
      showToast(`${who} vuelve a «${lead.status}». ${refusal}`, 'bad');
      return;
    }
    this.found = this.found.map((each) => (each.id === lead.id ? { ...each, status: to } : each));
    showToast(`${who}: ahora en «${to}».`);
  }
}

function mayMoveTo(role: StaffRole, lead: Lead, to: LeadStatus): boolean {
  return movesFor(role, lead.status).some((move) => move.to === to);
}

/** A text without capitals and accents, as people search. */
function normalize(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
