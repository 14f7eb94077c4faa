import { t } from '../page/l10n';
import type { ChartLine } from './lines';

/** A column of a table with the numbers of a line. */
export interface LineColumn {
  readonly title: string;
  /** One for each point of the line. */
  readonly values: ArrayLike<number>;
}

/** By what the rows of a table of lines are told apart, a list for each line: its steps where they are its own, else its places. */
export function rowKeys(lines: readonly ChartLine[]): {
  readonly areSteps: boolean;
  readonly keys: readonly Float64Array[];
} {
  const areSteps = lines.every(({ hasOthersSteps }) => hasOthersSteps !== true);
  return { areSteps, keys: lines.map(({ steps, x }) => (areSteps ? steps : x)) };
}

/** What a table has of a line: its values, or where these are means, also from where to where and of how many. */
export function lineColumns({ label, y, band }: ChartLine): LineColumn[] {
  if (band === undefined) return [{ title: label, values: y }];
  const [low, high] = band.edges;
  return [
    { title: t('{0} mean', label), values: y },
    { title: `${label} ${low}`, values: band.low },
    { title: `${label} ${high}`, values: band.high },
    { title: `${label} n`, values: band.n },
  ];
}
