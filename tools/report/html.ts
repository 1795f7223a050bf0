import { escapeHtml } from '../../functions/src/domain/text';

/** A fragment of a page. Only {@link html} makes one, so everything else put into a page is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = string | number | Html | null | readonly Value[];

/** Builds a fragment from a template: its own text stays as it is, and the values in it are escaped. */
export function html(template: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(template.map((part, n) => part + renderValue(values[n] ?? null)).join(''));
}

function renderValue(value: Value): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeHtml(value);
  return typeof value === 'number' ? String(value) : value.map(renderValue).join('');
}
