import { csvField } from '../../src/comparison/exports/csvField';

/** Rows of a table as CSV, the first one its header. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\n`).join('');
}
