/** A visit as its form shows it, as text, and back. */
import type { Offer } from '#client/visits';
import { MAX_OFFER_AMOUNT, type VisitOutcome } from '#domain/documents/visit';
import { VISIT_OUTCOME_NAMES } from '../shared/displayNames';
import type { FieldErrors } from '../shared/fieldErrors';
import { formatMoney, formatNumber } from '../shared/format';
import { explainLength } from '../shared/textLength';

export type Choice = VisitOutcome | 'none';

export const CHOICES: readonly { value: Choice; text: string }[] = [
  { value: 'offer_made', text: VISIT_OUTCOME_NAMES.offer_made },
  { value: 'more_info_needed', text: VISIT_OUTCOME_NAMES.more_info_needed },
  { value: 'none', text: 'Hizo la visita, sin más por ahora' },
];

/** When the lead is to be looked at again after a visit, in days. */
export const NEXT_STEPS: readonly { days: number; text: string }[] = [
  { days: 1, text: 'Llamar mañana' },
  { days: 3, text: 'Llamar en tres días' },
  { days: 7, text: 'Llamar en una semana' },
  { days: 30, text: 'Llamar en un mes' },
];

/** What the form of a visit holds. `result` is of {@link joinResult}. */
export interface VisitTexts extends Record<string, string> {
  result: string;
  notes: string;
}

/** The part of a visit that its form shows. */
interface Recorded {
  status: string;
  outcome: VisitOutcome | null;
  offer: Offer | null;
  notes: string;
}

/**
 * How the visit went, and the amount of an offer: one statement, so that nobody's amount ends up under somebody
 * else's outcome. The amount is as it was typed.
 */
export function joinResult(choice: Choice | null, amount: string): string {
  return choice === 'offer_made' ? `${choice} ${amount}` : (choice ?? '');
}

export function splitResult(result: string): { choice: Choice | null; amount: string } {
  const [name, ...amount] = result.split(' ');
  const choice = CHOICES.find(({ value }) => value === name)?.value ?? null;
  return { choice, amount: amount.join(' ') };
}

/** The texts of a visit. Those of no visit, or of one that has not taken place, say nothing of the result. */
export function textsOf(visit: Recorded | null): VisitTexts {
  if (visit === null) return { result: '', notes: '' };
  const { status, outcome, offer, notes } = visit;
  const amount = offer === null ? '' : String(offer.amount).replace('.', ',');
  const result = status === 'visit_done' ? joinResult(outcome ?? 'none', amount) : '';
  return { result, notes };
}

/** The result in words, for somebody who is writing another one. */
export function formatResult(result: string, currency = 'EUR'): string {
  const { choice, amount } = splitResult(result);
  const text = CHOICES.find(({ value }) => value === choice)?.text ?? 'Sin resultado';
  const parsed = parseAmount(amount);
  return parsed == null ? text : `${text}, ${formatMoney(parsed, currency)}`;
}

/** What is wrong with the texts of a visit, by field. */
export function judgeTexts({ result, notes }: VisitTexts): FieldErrors {
  const { choice, amount } = splitResult(result);
  const parsed = parseAmount(amount);
  const tooLong = explainLength(notes.trim());
  return {
    ...(choice === null && { choice: 'Di cómo fue la visita.' }),
    ...(parsed === undefined && {
      amount: 'El importe no se entiende: escríbelo como 285.000 o 285.000,50.',
    }),
    ...(parsed != null &&
      parsed > MAX_OFFER_AMOUNT && {
        amount: `El importe no puede pasar de ${formatNumber(MAX_OFFER_AMOUNT)}.`,
      }),
    ...(tooLong !== null && { notes: tooLong }),
  };
}

/** The stored fields of a result. An offer keeps its currency: the form asks for the amount only. */
export function readResult(
  result: string,
  before: Pick<Recorded, 'offer'> | null,
): { outcome: VisitOutcome | null; offer: Offer | null } {
  const { choice, amount } = splitResult(result);
  const parsed = parseAmount(amount) ?? null;
  return {
    outcome: choice === 'none' ? null : choice,
    offer: parsed === null ? null : { amount: parsed, currency: before?.offer?.currency ?? 'EUR' },
  };
}

export function readNotes(notes: string): string | null {
  return notes.trim() === '' ? null : notes.trim();
}

/** Parses an amount as people in Spain write it. Null for an empty text, undefined for a wrong one. */
export function parseAmount(typed: string): number | null | undefined {
  const text = typed.replace(/[\s€]/g, '');
  if (text === '') return null;
  if (!/^(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?$/.test(text)) return undefined;
  const amount = Number(text.replaceAll('.', '').replace(',', '.'));
  return amount > 0 ? amount : undefined;
}
