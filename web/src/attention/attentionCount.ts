import { countAttention } from '#client/leads';
import { customElement, property } from 'lit/decorators.js';
import { client } from '../shared/client';
import { CountBadge } from '../shared/countBadge';
import { setWaitingCount } from '../shared/pageTitle';
import { AttentionChangeEvent, countIn } from './attentionChangeEvent';

/**
 * How many leads need somebody, beside the link to them, in the page's title and on the app's badge. Where a list of them
 * tells, it follows that list, and asks nobody.
 */
@customElement('attention-count')
export class AttentionCount extends CountBadge {
  /** The uid of the agent whose leads are counted. Null for all agents. */
  @property({ attribute: false }) agent: string | null = null;
  protected override readonly nouns = ['necesita atención', 'necesitan atención'] as const;

  override connectedCallback(): void {
    super.connectedCallback();
    const follow = ({ detail }: AttentionChangeEvent): void => {
      const count = countIn(detail, this.agent);
      if (count !== null) this.setCount(count);
    };
    addEventListener(AttentionChangeEvent.type, follow);
    this.addCleanup(() => {
      removeEventListener(AttentionChangeEvent.type, follow);
    });
  }

  protected override async ask(): Promise<number> {
    return countAttention(client, { agent: this.agent, at: new Date() });
  }

  override updated(): void {
    setWaitingCount(this.count);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'attention-count': AttentionCount;
  }
}
