/** What the board shows: whose leads, and those that match a text. */
export interface BoardFilter {
  /** The uid of an agent. Null for all agents. */
  agent: string | null;
  text: string;
}

/** Somebody types into the search, or chooses an agent. */
export class FilterChangeEvent extends CustomEvent<BoardFilter> {
  static readonly type = 'filter-change';

  constructor(filter: BoardFilter) {
    super(FilterChangeEvent.type, { detail: filter });
  }
}

declare global {
  interface HTMLElementEventMap {
    'filter-change': FilterChangeEvent;
  }
}
