import { formatNumber } from './format';

/** The limit of notes and reasons (docs/contract.md §7), in UTF-16 units. */
export const MAX_TEXT_LENGTH = 2_000;

/** Why a text is too long. Null if it is not. Forms refuse such a text and keep it: nothing is cut. */
export function explainLength(text: string, max = MAX_TEXT_LENGTH): string | null {
  const excess = text.length - max;
  if (excess <= 0) return null;
  const extra = excess === 1 ? 'Sobra 1 carácter' : `Sobran ${formatNumber(excess)} caracteres`;
  return `${extra}: caben ${formatNumber(max)}.`;
}
