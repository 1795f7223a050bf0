import type { LeadStatus } from '#domain/leadStatus';
import type { MoveRequest, StaffRole } from '#domain/leads/manualMove';
import type { Lead } from '../leads/leads';
import { dropMoveDraft, type MoveDialog } from '../leads/moveDialog';
import { moveLead } from '../leads/moves';
import { nameContact } from '../shared/pairNames';
import { showToast } from '../shared/toasts';
import { mayMoveTo } from './barredMoves';
import type { Board } from './boardData';

interface Surroundings {
  /** Asks where to, and for the reason. Resolves to null if nobody wants to any more. */
  ask: MoveDialog['ask'];
  /** A lead is shown in another column now. */
  onShown: (lead: Lead) => void;
  /** The server has moved a lead, which has its new status here. */
  onMoved: (lead: Lead) => void;
}

/** Moves leads on the board, with a reason, and offers to take that back to those who may. */
export class LeadMover {
  constructor(
    private readonly board: Board,
    private readonly around: Surroundings,
  ) {}

  /** `dropped` is the column on which a card was dropped; null if its button was used. */
  async move(asked: Lead, role: StaffRole, dropped: LeadStatus | null): Promise<void> {
    const decision = await this.around.ask(asked, role, dropped);
    if (decision === null) return;
    const { lead, to, outcome, reason } = decision;
    const closed = outcome === null ? {} : { closed: { outcome } };
    if (!(await this.carryOut(lead, to, { reason, ...closed }))) return;
    dropMoveDraft(lead.id);
    const back = lead.status;
    const mayGoBack = back !== 'Cerrado' && mayMoveTo(role, to, back);
    const undo = (): void => {
      void this.takeBack({ ...lead, status: to }, back);
    };
    showToast(`${nameContact(lead)}: ahora en «${to}».`, {
      topic: `move-${lead.id}`,
      action: mayGoBack ? { label: 'Deshacer', run: undo } : null,
    });
  }

  /** Moves a lead back to where it was. The history keeps both moves. */
  private async takeBack(lead: Lead, back: LeadStatus): Promise<void> {
    const reason = `Deshecho: «${lead.status}» fue un error`;
    if (!(await this.carryOut(lead, back, { reason }))) return;
    showToast(`${nameContact(lead)}: otra vez en «${back}».`, { topic: `move-${lead.id}` });
  }

  /** Shows a lead in another column, and puts it back if the server refuses. Resolves to whether it is there. */
  private async carryOut(
    lead: Lead,
    to: LeadStatus,
    decided: Pick<MoveRequest, 'reason' | 'closed'>,
  ): Promise<boolean> {
    const settle = this.board.startMove(lead, to);
    this.around.onShown(lead);
    const { seq, refusal } = await moveLead({
      leadId: lead.id,
      from: lead.status,
      to,
      ...decided,
      requestId: crypto.randomUUID(),
    });
    settle(seq);
    if (refusal !== null) {
      this.around.onShown(lead);
      const message = `${nameContact(lead)}: ${refusal}`;
      showToast(message, { kind: 'bad', topic: `move-${lead.id}` });
      return false;
    }
    this.around.onMoved({ ...lead, status: to });
    return true;
  }
}
