import type { Column } from '../../functions/src/domain/analytics/tables';

/** What is told of a column: the schema has no more of it. */
type DescribedColumn = Pick<Column<never>, 'name' | 'type' | 'mode' | 'description'>;

/** The schema of a table, as BigQuery reads it. */
export function renderSchema(columns: readonly DescribedColumn[]): string {
  const fields = columns.map(({ name, type, mode, description }) => ({
    name,
    type,
    mode,
    description,
  }));
  return `${JSON.stringify(fields, null, 2)}\n`;
}
