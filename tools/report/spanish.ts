/** Names and numbers as the people at the agency read them. */

const MONTHS = 'ene feb mar abr may jun jul ago sep oct nov dic'.split(' ');

/** `1.234`. */
export function formatSpanishNumber(value: number): string {
  return value.toLocaleString('es-ES', { useGrouping: 'always' });
}

/** `31 de enero de 2026`, from `2026-01-31`. */
export function formatLongDate(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('es-ES', {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
}

/** `ene 2026`, from `2026-01`. */
export function formatMonth(month: string): string {
  const [year = '', number = ''] = month.split('-');
  return `${MONTHS[Number(number) - 1] ?? number} ${year}`;
}

/** `ene 26`, which fits under the columns of a month. */
export function formatShortMonth(month: string): string {
  return formatMonth(month).replace(/ \d\d(?=\d\d$)/, ' ');
}

/** With a capital letter, as at the beginning of a sentence. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
