/** Characters of rising height: for terminals that show Unicode, and for everything else. */
const BLOCKS = '▁▂▃▄▅▆▇█';
const ASCII = '_.-=+*#@';

/** Values that span more than this are drawn by their logarithm, or all but the first would be flat. */
const LOG_SPAN = 100;

export interface SparklineOptions {
  /** Characters at most. */
  readonly width: number;
  readonly ascii: boolean;
  /** The values at the lowest and the highest character; by default those of the values. */
  readonly range?: readonly [number, number];
}

/**
 * A course as one line of text, a character the mean of a stretch of values. What is not finite is a blank where a
 * stretch has nothing else.
 */
export function sparkline(values: readonly number[], { width, ascii, range }: SparklineOptions): string {
  const count = Math.min(width, values.length);
  const means = Array.from({ length: count }, (_, i) =>
    meanOfFinite(
      values.slice(Math.floor((i * values.length) / count), Math.floor(((i + 1) * values.length) / count)),
    ),
  );
  const finite = means.filter(Number.isFinite);
  const [low, high] = range ?? [Math.min(...finite), Math.max(...finite)];
  const isLog = range === undefined && low > 0 && high > LOG_SPAN * low;
  const scale = isLog ? Math.log : (value: number) => value;
  const characters = ascii ? ASCII : BLOCKS;
  return means
    .map((value) => {
      if (!Number.isFinite(value)) return ' ';
      const part = high > low ? (scale(value) - scale(low)) / (scale(high) - scale(low)) : 0;
      const level = Math.floor(part * characters.length);
      return characters[Math.max(0, Math.min(characters.length - 1, level))]!;
    })
    .join('');
}

/** Whether a stream shows characters beyond ASCII: a terminal whose locale is UTF-8. */
export function showsUnicode(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
): boolean {
  if (stream.isTTY !== true) return false;
  // The old Windows console has code pages; Windows Terminal and VS Code's do not.
  if (platform === 'win32') {
    return environment['WT_SESSION'] !== undefined || environment['TERM_PROGRAM'] === 'vscode';
  }
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return /utf-?8/i.test(locale);
}

function meanOfFinite(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  return finite.reduce((sum, value) => sum + value, 0) / finite.length;
}
