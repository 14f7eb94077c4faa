import type { ShownTable } from '../shownTable';
import { cellText, columnTitle, differenceText, noteTexts, rowTitle } from './exportCells';

/** A table in GitHub's Markdown; differences to the baseline stand under the values, the notes below the table. */
export function toMarkdown(table: ShownTable): string {
  const { columns, rows } = table;
  const header = [rowTitle(table), ...columns.map(columnTitle)];
  const alignment = ['---', ...columns.map(({ numeric }) => (numeric ? '---:' : '---'))];
  const lines = rows.map(({ label, isBaseline, cells }) => [
    isBaseline ? `**${escape(label)}** (baseline)` : escape(label),
    ...cells.map((cell, i) => {
      const difference = differenceText(cell, columns[i]!);
      const value = escape(cellText(cell, columns[i]!));
      return difference === '' ? value : `${value}<br>${escape(difference)}`;
    }),
  ]);
  const table_ = [header.map(escape), alignment, ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
  const notes = noteTexts(table).map((note) => `- ${escape(note)}\n`);
  return notes.length === 0 ? table_ : `${table_}\n${notes.join('')}`;
}

/** Text that Markdown shows as it is, also in a cell of a table. */
function escape(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|#~]/g, (sign) => (sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : `\\${sign}`))
    .replace(/\s+/g, ' ');
}
