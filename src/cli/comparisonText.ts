import {
  countText,
  cellText,
  columnTitle,
  differenceText,
  noteTexts,
  rowTitle,
} from '../comparison/exports/exportCells';
import type { ShownCell, ShownTable } from '../comparison/shownTable';
import type { TableColumn } from '../comparison/tableColumn';

/** A line of text for each part of a cell that there is. */
type Lines = readonly string[];

interface TextRow {
  readonly title: Lines;
  readonly cells: readonly Lines[];
}

interface TextGrid {
  /** Of the first column, then of each other. */
  readonly header: readonly Lines[];
  /** Whether a column is to the right, the first one left out. */
  readonly right: readonly boolean[];
  readonly rows: readonly TextRow[];
}

const GAP = '  ';

/**
 * A comparison for a terminal: one row a run, or one row a value where that is narrower than the terminal and the other
 * is not; where neither fits, the columns go on below. Differences to the baseline stand under the values.
 */
export function comparisonText(table: ShownTable, width: number): string {
  const upright = gridOf(table);
  const lying = transposed(table);
  const grid = widthOf(upright) > width && widthOf(lying) <= width ? lying : upright;
  const notes = noteTexts(table).map((note) => `${wrapped(note, width)}\n`);
  const tables = blocksOf(grid, width).map(gridText).join('\n');
  return notes.length === 0 ? tables : `${tables}\n${notes.join('')}`;
}

function gridOf(table: ShownTable): TextGrid {
  const { columns, rows } = table;
  return {
    header: [[rowTitle(table)], ...columns.map(titleLines)],
    right: columns.map(({ numeric }) => numeric),
    rows: rows.map(({ label, isBaseline, cells }) => ({
      title: isBaseline ? [label, '(baseline)'] : [label],
      cells: cells.map((cell, i) => cellLines(cell, columns[i]!)),
    })),
  };
}

function transposed(table: ShownTable): TextGrid {
  const { columns, rows } = table;
  return {
    header: [[''], ...rows.map(({ label, isBaseline }) => (isBaseline ? [label, '(baseline)'] : [label]))],
    right: rows.map(() => true),
    rows: columns.map((column, i) => ({
      title: [columnTitle(column)],
      cells: rows.map(({ cells }) => cellLines(cells[i]!, column)),
    })),
  };
}

function titleLines(column: TableColumn): Lines {
  return columnTitle(column).split(', ');
}

/** The value, its difference to the baseline, whether that is better, and how sure that is. */
function cellLines(cell: ShownCell, column: TableColumn): Lines {
  const { difference } = cell;
  const lines = [cellText(cell, column)];
  const count = cell.without === undefined ? '' : countText(cell);
  if (count !== '') lines.push(count);
  if (difference === undefined) return lines;
  const [size, p] = differenceText(cell, column).split(', ');
  const words = [
    ...(difference.verdict === undefined ? [] : [difference.verdict]),
    ...(p === undefined ? [] : [p]),
  ];
  return [...lines, size!, ...(words.length === 0 ? [] : [words.join(', ')])];
}

function widthsOf({ header, rows }: TextGrid): number[] {
  return header.map((title, i) => {
    const cells = rows.map((row) => (i === 0 ? row.title : row.cells[i - 1]!));
    return Math.max(...[title, ...cells].flat().map((line) => line.length));
  });
}

function widthOf(grid: TextGrid): number {
  const widths = widthsOf(grid);
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
}

/** The grid in pieces that are narrow enough, each with the first column. */
function blocksOf(grid: TextGrid, width: number): TextGrid[] {
  const [first = 0, ...widths] = widthsOf(grid);
  const blocks: number[][] = [];
  let room = 0;
  widths.forEach((own, column) => {
    if (own + GAP.length > room || blocks.length === 0) {
      blocks.push([]);
      room = width - first;
    }
    blocks.at(-1)!.push(column);
    room -= own + GAP.length;
  });
  if (blocks.length <= 1) return [grid];
  return blocks.map((columns) => ({
    header: [grid.header[0]!, ...columns.map((column) => grid.header[column + 1]!)],
    right: columns.map((column) => grid.right[column]!),
    rows: grid.rows.map(({ title, cells }) => ({ title, cells: columns.map((column) => cells[column]!) })),
  }));
}

function gridText(grid: TextGrid): string {
  const widths = widthsOf(grid);
  const lines = (cells: readonly Lines[]): string[] => {
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((cell, i) => {
          const text = cell[line] ?? '';
          return i > 0 && grid.right[i - 1] === true ? text.padStart(widths[i]!) : text.padEnd(widths[i]!);
        })
        .join(GAP)
        .trimEnd(),
    );
  };
  const all = [
    ...lines(grid.header),
    widths.map((width) => '─'.repeat(width)).join(GAP),
    ...grid.rows.flatMap(({ title, cells }) => lines([title, ...cells])),
  ];
  return all.map((line) => `${line}\n`).join('');
}

/** A sentence in lines of a width, those after the first indented. */
function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? word : `  ${word}`);
  }
  return lines.join('\n');
}
