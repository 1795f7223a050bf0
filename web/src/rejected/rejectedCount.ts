import { customElement } from 'lit/decorators.js';
import { CountBadge } from '../shared/countBadge';
import { countRejected } from './rejected';

/** How many documents are rejected, beside the link to them. */
@customElement('rejected-count')
export class RejectedCount extends CountBadge {
  protected override readonly nouns = ['documento', 'documentos'] as const;

  protected override ask(): Promise<number> {
    return countRejected();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rejected-count': RejectedCount;
  }
}
