/** Cloud Logging's filters and extractors, as far as `ops/metrics` uses them. */
import type { PrintedLine } from './printedLogs';

/** A comparison: the field, the operator, and a text or a number. */
const COMPARISON = /^([\w.]+)(=~|=|>)(?:"((?:[^"\\]|\\.)*)"|(\d+))$/;
const EXTRACTOR = /^(EXTRACT|REGEXP_EXTRACT)\(jsonPayload\.(\w+)(?:, "((?:[^"\\]|\\.)*)")?\)$/;

/** Whether a line that a function prints matches a filter. Throws for what it does not know. */
export function matches(filter: string, line: PrintedLine): boolean {
  return filter.split(' AND ').every((comparison) => {
    const [, field = '', operator = '', text, number] = COMPARISON.exec(comparison) ?? [];
    if (field === '') throw new Error(`Not understood: ${comparison}`);
    const value = fieldOf(field, line);
    switch (operator) {
      case '=':
        return value === text;
      case '=~':
        return typeof value === 'string' && new RegExp(text ?? '').test(value);
      default:
        return typeof value === 'number' && value > Number(number);
    }
  });
}

/** What an extractor finds in a line. Null if it finds nothing. */
export function extract(extractor: string, line: PrintedLine): string | null {
  const [, kind = '', field = '', expression = ''] = EXTRACTOR.exec(extractor) ?? [];
  if (kind === '') throw new Error(`Not understood: ${extractor}`);
  const value = line[field];
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  if (kind === 'EXTRACT') return String(value);
  return new RegExp(expression).exec(String(value))?.[1] ?? null;
}

/** Functions of the second generation run as services of Cloud Run. */
function fieldOf(field: string, line: PrintedLine): unknown {
  if (field === 'resource.type') return 'cloud_run_revision';
  const [root, name = '', ...deeper] = field.split('.');
  if (root !== 'jsonPayload' || deeper.length > 0) throw new Error(`Not understood: ${field}`);
  return line[name];
}
