import type { Column } from '../../functions/src/domain/analytics/tables';
import { millisOfMicros, type Micros } from '../../functions/src/domain/time';

/** The rows of a table, one JSON object a line. */
export function renderRows<Item>(columns: readonly Column<Item>[], items: readonly Item[]): string {
  return items.map((item) => `${JSON.stringify(rowOf(columns, item))}\n`).join('');
}

function rowOf<Item>(columns: readonly Column<Item>[], item: Item): Record<string, unknown> {
  return Object.fromEntries(
    columns.map(({ name, type, valueOf }) => {
      const value = valueOf(item);
      return [name, type === 'TIMESTAMP' && typeof value === 'number' ? toIso(value) : value];
    }),
  );
}

/** `2026-01-31T12:00:00.123456Z`: BigQuery keeps microseconds. */
function toIso(time: Micros): string {
  const millis = millisOfMicros(time);
  const micros = String(time - millis * 1_000).padStart(3, '0');
  return new Date(millis).toISOString().replace('Z', `${micros}Z`);
}
