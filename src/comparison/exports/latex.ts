import type { ShownCell, ShownTable } from '../shownTable';
import type { TableColumn } from '../tableColumn';
import { cellText, columnTitle, differenceText, noteTexts, rowTitle } from './exportCells';

export interface LatexOptions {
  /** Of the table float, as plain text; without one there is no float. */
  readonly caption?: string;
  /** To refer to it by. */
  readonly label?: string;
}

/** A table for LaTeX with the packages booktabs and, for the signs, inputenc's utf8 or a newer engine. */
export function toLatex(table: ShownTable, { caption, label }: LatexOptions = {}): string {
  const { columns, rows } = table;
  const spec = `l${columns.map(({ numeric }) => (numeric ? 'r' : 'l')).join('')}`;
  const body = rows.flatMap(({ label: name, isBaseline, cells }) => [
    line([
      `${escapeLatex(name)}${isBaseline ? ' (baseline)' : ''}`,
      ...cells.map((cell, i) => value(cell, columns[i]!)),
    ]),
    ...differenceLine(cells, columns),
  ]);
  const tabular = [
    `\\begin{tabular}{${spec}}`,
    '\\toprule',
    line([rowTitle(table), ...columns.map((column) => escapeLatex(columnTitle(column)))]),
    '\\midrule',
    ...body,
    '\\bottomrule',
    '\\end{tabular}',
  ];
  const notes = noteTexts(table).map((note) => `% ${note.replace(/\s+/g, ' ')}`);
  const lines =
    caption === undefined
      ? tabular
      : [
          '\\begin{table}',
          '\\centering',
          ...tabular,
          `\\caption{${escapeLatex(caption)}}`,
          ...(label === undefined ? [] : [`\\label{${label.replace(/[^\w:.-]/g, '')}}`]),
          '\\end{table}',
        ];
  return [...notes, '% needs \\usepackage{booktabs}', ...lines].map((each) => `${each}\n`).join('');
}

function value(cell: ShownCell, column: TableColumn): string {
  return escapeLatex(cellText(cell, column));
}

/** The differences to the baseline, in small type under the values. */
function differenceLine(cells: readonly ShownCell[], columns: readonly TableColumn[]): string[] {
  const texts = cells.map((cell, i) => differenceText(cell, columns[i]!));
  if (texts.every((text) => text === '')) return [];
  return [line(['', ...texts.map((text) => (text === '' ? '' : `{\\scriptsize ${escapeLatex(text)}}`))])];
}

function line(cells: readonly string[]): string {
  return `${cells.join(' & ')} \\\\`.trimStart();
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  '–': '--',
  '±': '$\\pm$',
  '−': '$-$',
  '×': '$\\times$',
  '·': '$\\cdot$',
  '…': '\\ldots{}',
  σ: '$\\sigma$',
  λ: '$\\lambda$',
};

/** Text that LaTeX sets as it is. */
export function escapeLatex(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\~^<>|"–±−×·…σλ]|[&%$#_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`);
}
