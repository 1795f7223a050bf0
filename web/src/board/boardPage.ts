import { html, nothing } from 'lit';
import { customElement, property, query, queryAll, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import {
  isLeadStatus,
  LEAD_STATUSES,
  OPEN_LEAD_STATUSES,
  type LeadStatus,
} from '#domain/leadStatus';
import type { StaffRole } from '#domain/leads/manualMove';
import type { LeadMoveEvent } from '../leads/leadMoveEvent';
import type { LeadScheduleEvent } from '../attention/leadScheduleEvent';
import type { NewProposal, ScheduleDialog } from '../appointments/scheduleDialog';
import type { Lead } from '../leads/leads';
import type { MoveDialog } from '../leads/moveDialog';
import type { SignedIn } from '../session/session';
import { mayHaveDrafts } from '../shared/device';
import { restoreFocus } from '../shared/focus';
import { watchKeys } from '../shared/keys';
import { loadPart } from '../shared/loadPart';
import { isNarrow } from '../shared/narrow';
import { names } from '../shared/names';
import { navigate, navigateBack, readParameter, writeParameters } from '../shared/router';
import { renderFailure } from '../shared/subscription';
import { View } from '../shared/view';
import './board.css';
import './boardColumn';
import './boardFilters';
import type { BoardColumn } from './boardColumn';
import { Board } from './boardData';
import type { BoardFilters } from './boardFilters';
import type { BoardSearch } from './boardSearch';
import { explainBarred } from './barredMoves';
import { isFolded, keepFold, readFolds } from './columnFolds';
import type { ColumnJumpEvent } from './columnJumpEvent';
import type { LeadMover } from './leadMover';
import { loadDragging, whenDragging } from '../shared/dragging';
import type { FilterChangeEvent } from './filterChangeEvent';

/** The keys that walk between cards. */
const ARROWS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

/** Embudo: the ten columns, live. People move leads between them. Its filters are in the address. */
@customElement('board-page')
export class BoardPage extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  /** The lead whose drawer is open. Empty if none is. */
  @property() leadId = '';
  @state() private agent: string | null = null;
  @state() private text = '';
  /** How many views were chosen. */
  @state() private view = 0;
  @state() private dragged: Lead | null = null;
  @state() private hasDrawer = false;
  @query('board-filters') private filters!: BoardFilters;
  /** The columns that somebody has folded or unfolded. */
  @state() private folds = readFolds();
  @query('move-dialog') private moveDialog!: MoveDialog;
  /** Not that of the drawer. */
  @query(':scope > .board-page > schedule-dialog') private scheduleDialog!: ScheduleDialog;
  @queryAll('board-column') private columns!: NodeListOf<BoardColumn>;
  private readonly board = new Board(() => {
    this.requestUpdate();
  });
  /** Null until somebody searches. */
  @state() private search: BoardSearch | null = null;
  /** The columns whose first page is loaded with its names. The other columns show placeholders. */
  private readonly named = new Set<LeadStatus>();
  private isRestAsked = false;
  private mover: LeadMover | null = null;
  private isHitAwaited = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.readAddress();
    this.addCleanup(() => {
      this.board.stop();
    });
    this.addCleanup(
      watchKeys({
        '/': () => {
          this.filters.focus();
        },
        n: () => void this.schedule({}),
        '?': () => void showShortcuts(),
        ...Object.fromEntries(ARROWS.map((key) => [key, () => this.walk(key)])),
      }),
    );
    this.addCleanup(
      whenDragging(({ monitorForElements }) =>
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
      ),
    );
  }

  /** Shows what the address says. */
  private readAddress(): void {
    const agent = readParameter('agente');
    this.agent = agent === '' ? null : agent;
    const text = readParameter('buscar');
    const isOther = text !== this.text;
    this.text = text;
    this.board.stop();
    this.board.show(this.agent);
    if (!this.isFolded('Cerrado')) this.board.open('Cerrado');
    if (isOther) void this.searchFor(text);
  }

  /** Shows a view that somebody saved. The list above the columns begins anew, since it reads the address as well. */
  private async chooseView(): Promise<void> {
    const part = await loadPart(() => import('./viewsDialog'));
    const address = (await part?.chooseView()) ?? null;
    if (address === null) return;
    navigate(address, { replace: true });
    this.view += 1;
    this.readAddress();
  }

  /** Loads the drawer and its forms once a lead is opened. */
  override willUpdate(): void {
    if (this.leadId === '' || this.hasDrawer) return;
    void loadPart(() => import('../leads/leadDrawer')).then((part) => {
      this.hasDrawer = part !== null;
    });
  }

  override render() {
    const { session } = this;
    if (session === null || session.claims.role === 'contact') return nothing;
    const { role } = session.claims;
    return html`<div class="board-page" @lead-move=${this.handleLeadMove}>
      ${this.renderHead(session)}
      <p class="soft small board-notice" role="status" ?hidden=${!this.isSearching}>
        ${this.isSearching ? this.search?.describe(this.findHits().length) : ''}
      </p>
      ${
        this.board.hasFailed
          ? renderFailure('No se ha podido leer el embudo.', () => {
              this.board.show(this.agent);
            })
          : nothing
      }
      ${
        this.isEmpty()
          ? html`<p class="notice calm board-notice">
              Aún no hay leads: nacen solos al agendar la primera cita de un cliente.
            </p>`
          : nothing
      }
      <unsent-visits></unsent-visits>
      ${keyed(
        this.view,
        html`<waiting-leads
          .agent=${this.agent}
          .maxShown=${isNarrow() ? 0 : 3}
          @lead-schedule=${this.handleLeadSchedule}
        ></waiting-leads>`,
      )}
      <funnel-strip
        .steps=${LEAD_STATUSES.map((status) => this.board.column(status))}
        .closed=${this.board.closed}
        @column-jump=${({ detail: { status } }: ColumnJumpEvent) => void this.showColumn(status)}
      ></funnel-strip>
      <div
        class="columns"
        @pointermove=${this.prepareDragging}
        @pointerdown=${this.prepareDragging}
        role="region"
        aria-label="Columnas del embudo"
        tabindex="0"
        @lead-schedule=${this.handleLeadSchedule}
      >
        ${LEAD_STATUSES.map((status) => this.renderColumn(status, role))}
      </div>
      ${
        this.leadId === '' || !this.hasDrawer
          ? nothing
          : keyed(
              this.leadId,
              html`<lead-drawer
                .session=${session}
                .leadId=${this.leadId}
                @close=${this.closeLead}
              ></lead-drawer>`,
            )
      }
      <move-dialog></move-dialog>
      <schedule-dialog .session=${session}></schedule-dialog>
    </div>`;
  }

  override updated(changed: Map<string, unknown>): void {
    const isLoaded = OPEN_LEAD_STATUSES.every((status) => this.named.has(status));
    if ((isLoaded || this.board.hasFailed) && !this.isRestAsked) void this.loadRest();
    this.openAwaitedHit();
    // The lead was opened by its address, or closed by Back.
    if (changed.has('leadId') && this.leadId === '') restoreFocus();
  }

  private renderHead({ uid }: SignedIn) {
    return html`<div class="board-head">
      <h1 tabindex="-1">Embudo</h1>
      <board-filters
        .uid=${uid}
        .agents=${this.board.agents}
        .agent=${this.agent}
        .text=${this.text}
        @filter-change=${this.handleFilterChange}
        @open-hit=${this.openHit}
      ></board-filters>
      <button class="button quiet" @click=${() => void this.chooseView()}>Mis vistas</button>
      <button class="button quiet shortcuts" @click=${() => void showShortcuts()}>Atajos</button>
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
    const { leads, count, offered, hasMore } = this.board.column(status);
    const isNamed = leads?.map((lead) => names.areKnown(lead)).every(Boolean) ?? false;
    if (isNamed) this.named.add(status);
    const isClosed = status === 'Cerrado';
    const { isSearching } = this;
    const shown = isSearching ? this.filterLeads(status, leads ?? []) : leads;
    const from = this.dragged === null ? null : this.board.statusOf(this.dragged);
    const whyBarred = from === null ? null : explainBarred(role, from, status);
    return html`<board-column
      data-step=${LEAD_STATUSES.indexOf(status)}
      .status=${status}
      .leads=${this.named.has(status) ? shown : null}
      .count=${isSearching ? (shown?.length ?? null) : count}
      .offered=${isSearching ? null : offered}
      .closed=${isClosed ? this.board.closed : undefined}
      .moving=${this.board.moving}
      .acceptsDragged=${from === null || from === status ? null : whyBarred === null}
      .whyBarred=${whyBarred}
      ?hasMore=${hasMore && !isSearching}
      ?isFolded=${this.isFolded(status)}
      ?mayFold=${!isSearching}
      @more=${() => {
        this.board.loadMore(status);
      }}
      @toggle=${() => {
        this.fold(status, !this.isFolded(status));
      }}
    ></board-column>`;
  }

  private isFolded(status: LeadStatus): boolean {
    const { leads, hasMore } = this.board.column(status);
    const isSearching = this.text.trim() !== '';
    const shown = isSearching ? this.filterLeads(status, leads ?? []) : leads;
    const isEmpty = shown?.length === 0 && (isSearching || !hasMore);
    return isFolded(status, { folds: this.folds, isEmpty, isSearching });
  }

  /** The leads of `Cerrado` are read while its column is unfolded. */
  private fold(status: LeadStatus, isFolded: boolean): void {
    this.folds = keepFold(status, isFolded);
    if (status !== 'Cerrado') return;
    if (isFolded) this.board.close(status);
    else this.board.open(status);
  }

  /** The lead of a dragged card, which carries its lead's id. */
  private findDragged({ leadId }: Record<string | symbol, unknown>): Lead | null {
    if (typeof leadId !== 'string') return null;
    return this.board.find(leadId) ?? this.search?.find(leadId) ?? null;
  }

  private isEmpty(): boolean {
    return (
      this.agent === null &&
      this.text === '' &&
      LEAD_STATUSES.every((status) => this.board.column(status).count === 0)
    );
  }

  /** The leads of a column that match the search. */
  private filterLeads(status: LeadStatus, loaded: readonly Lead[]): Lead[] {
    const { agent } = this;
    const isShown = (lead: Lead): boolean =>
      this.board.statusOf(lead) === status && (agent === null || lead.assignedTo === agent);
    return this.search?.filter(loaded, isShown) ?? [...loaded];
  }

  private get isSearching(): boolean {
    return this.text.trim() !== '';
  }

  private async searchFor(text: string): Promise<void> {
    this.text = text;
    const part = await loadPart(() => import('./boardSearch'));
    if (part === null || text !== this.text) return;
    this.search ??= new part.BoardSearch(() => {
      this.requestUpdate();
    });
    this.search.search(text);
  }

  private findHits(): Lead[] {
    return LEAD_STATUSES.flatMap((status) =>
      this.filterLeads(status, this.board.column(status).leads ?? []),
    );
  }

  /** Opens the lead that the search found, as soon as it is certain that there is one alone. */
  private openHit(): void {
    this.isHitAwaited = this.isSearching;
    this.requestUpdate();
  }

  private openAwaitedHit(): void {
    if (!this.isHitAwaited || this.search?.isSettledFor(this.text) !== true) return;
    this.isHitAwaited = false;
    const [hit, ...others] = this.findHits();
    if (hit !== undefined && others.length === 0) navigate(addressOf(hit));
  }

  private handleFilterChange({ detail: { agent, text } }: FilterChangeEvent): void {
    this.isHitAwaited = false;
    if (text !== this.text) void this.searchFor(text);
    if (agent !== this.agent) this.chooseAgent(agent);
  }

  private chooseAgent(agent: string | null): void {
    writeParameters({ agente: agent ?? '' });
    this.agent = agent;
    this.board.show(agent);
  }

  private jump({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement) || target.value === '') return;
    const status = LEAD_STATUSES[Number(target.value)];
    target.value = '';
    if (status !== undefined) void this.showColumn(status);
  }

  /** Unfolds a column that has leads, brings it into sight, and puts the focus on it. */
  private async showColumn(status: LeadStatus): Promise<void> {
    if (this.isFolded(status) && this.board.column(status).count !== 0) this.fold(status, false);
    await this.updateComplete;
    const column = [...this.columns].find((each) => each.status === status);
    await column?.updateComplete;
    column?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
    column?.querySelector('section')?.focus({ preventScroll: true });
  }

  private closeLead(): void {
    if (location.pathname.startsWith('/embudo/')) navigateBack('/embudo');
  }

  private handleLeadMove({ detail: { lead } }: LeadMoveEvent): void {
    void this.move(lead, null);
  }

  /** Loads what is above the columns. The columns do not wait for it: it comes after the first leads. */
  private async loadRest(): Promise<void> {
    this.isRestAsked = true;
    await Promise.all([...this.columns].map((column) => column.updateComplete));
    await new Promise(requestAnimationFrame);
    await loadPart(() =>
      Promise.all([import('./funnelStrip'), import('../attention/waitingLeads')]),
    );
    if (await mayHaveDrafts()) await loadPart(() => import('../appointments/unsentVisits'));
  }

  /** Somebody may be about to drag a card. The first leads come before what that takes. */
  private prepareDragging(): void {
    if (this.isRestAsked) void loadDragging();
  }

  private handleLeadSchedule({ detail: { lead } }: LeadScheduleEvent): void {
    const { contactId, listingId, assignedTo } = lead;
    void this.schedule({
      contactId: contactId ?? '',
      listingId: listingId ?? '',
      agentId: assignedTo,
    });
  }

  /** Walks between cards. Elsewhere arrow keys scroll. Returns whether the key is used. */
  private walk(key: string): boolean {
    const { activeElement } = document;
    if (activeElement !== document.body && activeElement?.closest('lead-card, h1') == null) {
      return false;
    }
    void loadPart(() => import('./cardFocus')).then((part) => part?.walkCards(this, key));
    return true;
  }

  private async schedule(proposal: NewProposal): Promise<void> {
    if ((await loadPart(() => import('../appointments/scheduleDialog'))) === null) return;
    await this.scheduleDialog.schedule(proposal);
  }

  /** Puts the focus on a card that has changed its column: it is another element there. */
  private async focusCard({ id }: Lead): Promise<void> {
    if (this.leadId !== '') return;
    await this.updateComplete;
    await Promise.all([...this.columns].map((column) => column.updateComplete));
    this.querySelector<HTMLElement>(`lead-card[data-lead="${CSS.escape(id)}"] a`)?.focus();
  }

  private async move(lead: Lead, dropped: LeadStatus | null): Promise<void> {
    const role = this.session?.claims.role;
    if (role === undefined || role === 'contact') return;
    const part = await loadPart(() => import('./leadMover'));
    if (part === null) return;
    this.mover ??= new part.LeadMover(this.board, {
      ask: (...question) => this.moveDialog.ask(...question),
      onShown: (shown) => void this.focusCard(shown),
      onMoved: (moved) => this.search?.update(moved),
    });
    await this.mover.move(lead, role, dropped);
  }
}

async function showShortcuts(): Promise<void> {
  await (await loadPart(() => import('./shortcutsDialog')))?.showShortcuts();
}

function addressOf({ id }: Lead): string {
  return `/embudo/${encodeURIComponent(id)}${location.search}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'board-page': BoardPage;
  }
}
