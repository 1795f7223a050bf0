import type { FoundLeads } from '../leads/findLeads';
import type { Lead } from '../leads/leads';
import { formatNumber } from '../shared/format';
import { names } from '../shared/names';
import { writeParameters } from '../shared/router';
import { matchesSearch, searchedText } from '../shared/searchedTexts';

const MIN_SEARCH_LENGTH = 2;
const DEBOUNCE_MS = 300;
const NONE: FoundLeads = { leads: [], mayBeMore: false };

/** The search of the board: of the loaded leads at once, and of all others soon after. Its text is in the address. */
export class BoardSearch {
  private text = '';
  private found = NONE;
  private state: 'asking' | 'answered' | 'failed' = 'answered';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onChange: () => void) {}

  /** Whether the server has answered about a text, and the names of what it found are known. */
  isSettledFor(text: string): boolean {
    const areKnown = this.found.leads.map((lead) => names.areKnown(lead)).every(Boolean);
    return text === this.text && this.state !== 'asking' && areKnown;
  }

  search(typed: string): void {
    this.text = typed;
    this.found = NONE;
    this.state = 'asking';
    this.onChange();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(typed.trim()), DEBOUNCE_MS);
  }

  /** Those of some leads, and of those that the search found, that match the text. `isShown` says which of these. */
  filter(loaded: readonly Lead[], isShown: (lead: Lead) => boolean): Lead[] {
    const all = [...this.found.leads.filter(isShown), ...loaded];
    const matching = all.filter((lead) => matchesLead(lead, this.text));
    return [...new Map(matching.map((lead) => [lead.id, lead])).values()];
  }

  /** The lead with this id. Null if the search has not found it. */
  find(id: string): Lead | null {
    return this.found.leads.find((lead) => lead.id === id) ?? null;
  }

  /** Keeps what is known of a lead by now. */
  update(lead: Lead): void {
    const leads = this.found.leads.map((each) => (each.id === lead.id ? lead : each));
    this.found = { ...this.found, leads };
    this.onChange();
  }

  /** What people are told of a search with so many hits. */
  describe(hits: number): string {
    if (!this.isSettledFor(this.text)) return 'Buscando…';
    if (this.state === 'failed') {
      return 'Sin conexión: solo se ha buscado entre los leads que ya se habían leído.';
    }
    if (hits === 0) {
      return 'Ningún lead. Prueba con el comienzo del nombre, el teléfono, la referencia o la etiqueta entera.';
    }
    const more = this.found.mayBeMore ? ' Puede haber más: añade otra palabra.' : '';
    return hits === 1 ? `1 lead: Intro lo abre.${more}` : `${formatNumber(hits)} leads.${more}`;
  }

  private async ask(text: string): Promise<void> {
    writeParameters({ buscar: text });
    const isCurrent = (): boolean => text === this.text.trim();
    try {
      // The first page does not wait for the search.
      const { findLeads } = await import('../leads/findLeads');
      const found = text.length < MIN_SEARCH_LENGTH ? NONE : await findLeads(text);
      if (!isCurrent()) return;
      this.found = found;
      this.state = 'answered';
    } catch {
      if (!isCurrent()) return;
      this.state = 'failed'; // The loaded leads are searched anyway.
    }
    this.onChange();
  }
}

function matchesLead({ contactId, listingId, tags }: Lead, text: string): boolean {
  const contact = contactId === null ? '' : searchedText('contacts', contactId);
  const listing = listingId === null ? '' : searchedText('listings', listingId);
  return matchesSearch([contact, listing, ...tags].join(' '), text);
}
