/** Whether a text contains all words of another, in any order, as people search: without capitals and accents. */
export function matchesText(text: string, words: string): boolean {
  const searched = normalize(text);
  return normalize(words)
    .split(/\s+/)
    .every((word) => searched.includes(word));
}

/** A text without capitals, accents and spaces around it. */
export function normalize(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
