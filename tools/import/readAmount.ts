/** An amount of money that a cell holds, or what is wrong with it. */
export type ReadAmount = { amount: number } | { problem: string };

/** What the rules let clients write (docs/contract.md §7). */
const MAX_AMOUNT = 10_000_000_000;

/**
 * Reads an amount, as in Spain: `250.000`, `250.000,50`, `250000,5`, with `€` or without. A point is for decimals if one
 * or two digits follow it and there is no comma (`250000.50`), and where it comes after commas (`250,000.50`). Of
 * `250,000` nobody can tell whether it is 250 or 250 thousand.
 */
export function readAmount(text: string): ReadAmount {
  const digits = text.replace(/[\s€]|EUR/gi, '');
  if (/^\d{1,3},\d{3}$/.test(digits)) {
    return { problem: 'may be read in two ways: write it without a comma, or with two decimals' };
  }
  const plain = toPlain(digits);
  if (plain === null) return { problem: 'is not an amount such as 250.000,50' };
  const amount = Number(plain);
  if (amount <= 0 || amount > MAX_AMOUNT) {
    return { problem: 'must be more than 0, and at most 10,000,000,000' };
  }
  return { amount };
}

/** The same number as JavaScript writes it; null if it is none. */
function toPlain(digits: string): string | null {
  const isGrouped = (mark: string, decimal: string): boolean =>
    new RegExp(`^\\d{1,3}(\\${mark}\\d{3})+(\\${decimal}\\d+)?$`).test(digits);
  if (isGrouped('.', ',')) return digits.replaceAll('.', '').replace(',', '.');
  if (isGrouped(',', '.')) return digits.replaceAll(',', '');
  return /^\d+([.,]\d+)?$/.test(digits) ? digits.replace(',', '.') : null;
}
