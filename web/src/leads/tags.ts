import { explainLength } from '../shared/textLength';

/** The limits of tags (docs/contract.md §7). */
export const MAX_TAGS = 20;
const MAX_TAG_LENGTH = 40;

/** Tells texts apart by their letters only: not by capitals and accents, but ñ is not n. */
const collator = new Intl.Collator('es', { sensitivity: 'base' });

/** A typed text as a tag, and why a lead with these tags does not take it, or null if it does. */
export function judgeTag(
  typed: string,
  tags: readonly string[],
): { tag: string; refusal: string | null } {
  const tag = typed.trim().replace(/\s+/g, ' ');
  const same = tags.find((each) => collator.compare(each, tag) === 0);
  if (tag === '') return { tag, refusal: 'Escribe la etiqueta.' };
  if (same !== undefined) return { tag, refusal: `Ya está: «${same}».` };
  if (tags.length >= MAX_TAGS) return { tag, refusal: `No caben más de ${MAX_TAGS} etiquetas.` };
  return { tag, refusal: explainLength(tag, MAX_TAG_LENGTH) };
}
