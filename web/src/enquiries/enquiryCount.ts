import { collection, getCountFromServer, query, where } from 'firebase/firestore';
import { customElement } from 'lit/decorators.js';
import { CountBadge } from '../shared/countBadge';
import { connection } from '../shared/firebase/connection';

/** How many enquiries are open, beside the link to them. It counts again when this window changes one. */
@customElement('enquiry-count')
export class EnquiryCount extends CountBadge {
  protected override readonly nouns = ['abierta', 'abiertas'] as const;

  override connectedCallback(): void {
    super.connectedCallback();
    const recount = (): void => void this.recount();
    addEventListener('enquiry-written', recount);
    this.addCleanup(() => {
      removeEventListener('enquiry-written', recount);
    });
  }

  protected override async ask(): Promise<number> {
    const enquiries = collection(connection().db, 'enquiries');
    const counted = await getCountFromServer(query(enquiries, where('status', '==', 'open')));
    return counted.data().count;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'enquiry-count': EnquiryCount;
  }
}
