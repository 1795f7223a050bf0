import type { Lead } from '../leads/leads';
import { matchesText } from '../shared/matchesText';
import { names } from '../shared/names';
import { writeParameters } from '../shared/router';

const MIN_SEARCH_LENGTH = 2;
const DEBOUNCE_MS = 300;

/** The search of the board: of the loaded leads at once, and of all others soon after. Its text is in the address. */
export class BoardSearch {
  /** What people typed. */
  text = '';
  private found: readonly Lead[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onChange: () => void) {}

  get isActive(): boolean {
    return this.text.trim() !== '';
  }

  search(typed: string): void {
    this.text = typed;
    this.found = [];
    this.onChange();
    clearTimeout(this.timer);
    const text = typed.trim();
    this.timer = setTimeout(() => {
      writeParameters({ buscar: text });
      if (text.length < MIN_SEARCH_LENGTH) return;
      // The first page does not wait for the search.
      const finding = import('../leads/findLeads').then(({ findLeads }) => findLeads(text));
      finding.then(
        (found) => {
          if (text !== this.text.trim()) return;
          this.found = found;
          this.onChange();
        },
        () => undefined, // The loaded leads are searched anyway.
      );
    }, DEBOUNCE_MS);
  }

  /** The loaded leads that match the text, and those that the search found. `isShown` says which of these. */
  filter(loaded: readonly Lead[], isShown: (lead: Lead) => boolean): Lead[] {
    const own = loaded.filter((lead) => matchesLead(lead, this.text));
    const all = [...this.found.filter(isShown), ...own];
    return [...new Map(all.map((lead) => [lead.id, lead])).values()];
  }

  /** The lead with this id. Null if the search has not found it. */
  find(id: string): Lead | null {
    return this.found.find((lead) => lead.id === id) ?? null;
  }

  /** Keeps what is known of a lead by now. */
  update(lead: Lead): void {
    this.found = this.found.map((each) => (each.id === lead.id ? lead : each));
    this.onChange();
  }
}

function matchesLead({ contactId, listingId, tags }: Lead, text: string): boolean {
  const contact = contactId === null ? '' : names.contact(contactId);
  const listing = listingId === null ? '' : names.listing(listingId);
  return matchesText([contact, listing, ...tags].join(' '), text);
}
