import { inEnglish } from '../../diagnostics/findings/finding';
import { differenceSize, hasProvisional, isProvisional } from '../cellTexts';
import { formatP, formatSummary, formatValue, NO_VALUE } from '../formatValue';
import type { ShownCell, ShownTable } from '../shownTable';
import type { TableColumn } from '../tableColumn';

/** The title of a column with its layer's name, in English. */
export function columnTitle({ title, layer }: TableColumn): string {
  return layer === undefined ? inEnglish(title) : `${inEnglish(title)}, ${layer}`;
}

/** The title of the first column. */
export function rowTitle({ isGrouped }: ShownTable): string {
  return isGrouped ? 'group' : 'run';
}

/** A cell's value: mean ± standard deviation of a group; with * where it is not final. */
export function cellText(cell: ShownCell, column: TableColumn): string {
  if (cell.value === undefined) return NO_VALUE;
  const text =
    cell.summary === undefined
      ? formatValue(cell.value, column.format)
      : formatSummary(cell.summary, column.format);
  return isProvisional(cell, column) ? `${text} *` : text;
}

/** The number of values of a group's cell: "n = 3", with those that have none. */
export function countText({ summary, without }: ShownCell): string {
  if (summary === undefined) return '';
  return without === undefined ? `n = ${summary.n}` : `n = ${summary.n}, ${without} without`;
}

/** A cell's difference to the baseline: "+0.012 (+3.4 %)", with p where it was tested. Empty without one. */
export function differenceText({ difference, test }: ShownCell, column: TableColumn): string {
  if (difference === undefined) return '';
  const p = test?.adjustedP ?? test?.p;
  return `${differenceSize(difference, column)}${p === undefined ? '' : `, p ${formatPWithSign(p)}`}`;
}

function formatPWithSign(p: number): string {
  const text = formatP(p);
  return text.startsWith('<') ? text : `= ${text}`;
}

/** What must be known to read the table, a sentence each. */
export function noteTexts(table: ShownTable): string[] {
  const { notes, filteredOut } = table;
  return [
    ...notes.map(inEnglish),
    ...missingTexts(table),
    ...(hasProvisional(table) ? ['* the last logged value: losses and penalties of a batch'] : []),
    ...(filteredOut > 0
      ? [`the filter leaves out ${filteredOut} ${filteredOut === 1 ? 'run' : 'runs'}`]
      : []),
  ];
}

/** Values that are named one by one. */
const MOST_NAMED = 3;

/** Which values a row lacks and why, a sentence for each row and reason: "rr: no test accuracy: the run failed at step 120". */
export function missingTexts({ columns, rows }: ShownTable): string[] {
  return rows.flatMap(({ label, cells }) => {
    const byReason = new Map<string, string[]>();
    cells.forEach(({ value, missing, isInapplicable }, i) => {
      if (value !== undefined || missing === undefined || isInapplicable === true) return;
      const reason = inEnglish(missing);
      byReason.set(reason, [...(byReason.get(reason) ?? []), columnTitle(columns[i]!)]);
    });
    return [...byReason].map(([reason, titles]) => {
      const more = titles.length - MOST_NAMED;
      const named =
        more <= 0 ? titles.join(', ') : `${titles.slice(0, MOST_NAMED).join(', ')} and ${more} more`;
      return `${label}: no ${named}: ${reason}`;
    });
  });
}
