import { countAttention } from '#client/leads';
import { customElement, property } from 'lit/decorators.js';
import { client } from '../shared/client';
import { CountBadge } from '../shared/countBadge';
import { setWaitingCount } from '../shared/pageTitle';
import { ATTENTION_CHANGED } from './attention';

/**
 * How many leads need somebody, beside the link to them, in the page's title and on the app's badge. It counts again when
 * the list of them changes.
 */
@customElement('attention-count')
export class AttentionCount extends CountBadge {
  /** The uid of the agent whose leads are counted. Null for all agents. */
  @property({ attribute: false }) agent: string | null = null;
  protected override readonly nouns = ['necesita atención', 'necesitan atención'] as const;

  override connectedCallback(): void {
    super.connectedCallback();
    const recount = (): void => void this.recount();
    addEventListener(ATTENTION_CHANGED, recount);
    this.addCleanup(() => {
      removeEventListener(ATTENTION_CHANGED, recount);
    });
  }

  protected override async ask(): Promise<number> {
    const count = await countAttention(client, { agent: this.agent, at: new Date() });
    // Whoever has left meanwhile is told nothing.
    if (this.isConnected) setWaitingCount(count);
    return count;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'attention-count': AttentionCount;
  }
}
