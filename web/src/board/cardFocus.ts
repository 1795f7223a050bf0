/** The arrow keys walk between the cards of the board. Tab reaches all of them as well. */

/** How far a key goes: in columns, and in the cards of a column. */
const STEPS: Readonly<Record<string, { columns: number; cards: number }>> = {
  ArrowUp: { columns: 0, cards: -1 },
  ArrowDown: { columns: 0, cards: 1 },
  ArrowLeft: { columns: -1, cards: 0 },
  ArrowRight: { columns: 1, cards: 0 },
};

/**
 * Moves the focus from a card to another one, as an arrow key says. In the next column that has cards it goes to the
 * card at the same height in the order. From elsewhere it goes to the first card.
 */
export function walkCards(board: Element, key: string): void {
  const step = STEPS[key];
  const columns = [...board.querySelectorAll('board-column')]
    .map((column) => [...column.querySelectorAll('lead-card')])
    .filter((cards) => cards.length > 0);
  const card = document.activeElement?.closest('lead-card');
  if (step === undefined || card == null) {
    focusCard(columns[0]?.[0]);
    return;
  }
  const x = columns.findIndex((cards) => cards.includes(card));
  const y = columns[x]?.indexOf(card) ?? 0;
  const target = columns[x + step.columns];
  const index = step.cards === 0 ? Math.min(y, (target?.length ?? 1) - 1) : y + step.cards;
  focusCard(target?.[index]);
}

function focusCard(card: Element | undefined): void {
  card?.querySelector('a')?.focus();
}
