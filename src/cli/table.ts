import { printableLine } from './printable';

/** A column of a text table. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Rows of text in columns, two blanks between them, with a rule under the titles. Names out of files may hold anything. */
export function formatTable(given: readonly Column[], givenRows: readonly (readonly string[])[]): string {
  const columns = given.map((column) => ({ ...column, title: printableLine(column.title) }));
  const rows = givenRows.map((row) => row.map(printableLine));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        columns[index]?.align === 'right' ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!),
      )
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({ title }) => title)),
    line(widths.map((width) => '─'.repeat(width))),
    ...rows.map(line),
  ]
    .map((text) => `${text}\n`)
    .join('');
}

/** A number to the digits that mean something: 0.9948, 1.2e-5, 151.2. */
export function formatNumber(value: number | null | undefined): string {
  if (value === undefined) return '–';
  if (value === null || !Number.isFinite(value)) return 'not finite';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

export function formatPercent(share: number | null | undefined): string {
  return share === undefined || share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1e3) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toPrecision(3)} ${units[power - 1]}`;
}

/** 75 seconds as "1 min 15 s". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
