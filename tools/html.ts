/** A piece of a page. Only {@link html} makes one, so whatever else is put into a page is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = string | number | Html | null | readonly Piece[];

/** A page's own words as they are, and everything that is put into them as text. */
export function html(words: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(words.map((part, n) => part + textOf(pieces[n] ?? null)).join(''));
}

function textOf(piece: Piece): string {
  if (piece === null) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'string') return escaped(piece);
  return typeof piece === 'number' ? String(piece) : piece.map(textOf).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
