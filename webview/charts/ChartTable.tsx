import { useRef } from 'preact/hooks';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { useFitPaper } from '../page/useFitPaper';
import type { PageStore } from '../store/pageStore';
import { axisName } from './axisTexts';
import { nearestRow } from '../../src/messages/ascending';
import { lineColumns, rowKeys } from './lineColumns';
import type { ChartLine } from './lines';

/** A longer table is thinned; the exported file has every row. */
const MOST_ROWS = 400;

export interface ChartTableProps {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  /** Thinned to what can be drawn; there may be more in the exported file. */
  readonly areThinned: boolean;
  readonly store: PageStore;
}

/** The numbers of a chart as a table, for those who cannot see it or want the digits. */
export function ChartTable({ title, lines, areThinned, store }: ChartTableProps) {
  const frame = useRef<HTMLDivElement>(null);
  useFitPaper(frame);
  const axis = store.axis.value;
  if (lines.length === 0) return <p class="empty">{t('No line is shown.')}</p>;
  const { areSteps, keys } = rowKeys(lines);
  const all = allOf(keys);
  const every = Math.max(1, Math.ceil(all.length / MOST_ROWS));
  const shown = all.filter((_, row) => row % every === 0 || row === all.length - 1);
  const columns = lines.map(lineColumns);
  return (
    <div ref={frame} class="chart-table" tabIndex={0} role="region" aria-label={t('{0} as a table', title)}>
      <table>
        <caption>
          {areThinned
            ? t('{0} of the logged rows; the exported CSV has all', formatCount(shown.length))
            : every > 1
              ? t('{0} of {1} rows; the exported CSV has all', shown.length, formatCount(all.length))
              : t('{0} rows', shown.length)}
        </caption>
        <thead>
          <tr>
            {areSteps && <th scope="col">{t('step')}</th>}
            {axis !== 'step' && <th scope="col">{axisName(axis)}</th>}
            {columns.flatMap((own, i) =>
              own.map((column) => (
                <th key={`${lines[i]!.key}/${column.title}`} scope="col">
                  {column.title}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {Array.from(shown, (key) => {
            const rows = keys.map((own) => rowOf(own, key));
            const at = rows.findIndex((row) => row >= 0);
            const place = digits(lines[at]?.x[rows[at]!] ?? NaN);
            return (
              <tr key={key}>
                <th scope="row">{areSteps ? formatCount(key) : place}</th>
                {areSteps && axis !== 'step' && <td>{place}</td>}
                {columns.flatMap((own, i) =>
                  own.map((column) => (
                    <td key={`${lines[i]!.key}/${column.title}`}>{digits(column.values[rows[i]!] ?? NaN)}</td>
                  )),
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What the lists have, ascending; as a rule they are the same one. */
function allOf(lists: readonly Float64Array[]): Float64Array {
  const [first, ...others] = lists;
  if (others.every((list) => list === first)) return first!;
  return Float64Array.from(new Set(lists.flatMap((list) => [...list]))).sort();
}

/** The row of a step or place; -1 where the line does not have it. */
function rowOf(keys: Float64Array, key: number): number {
  const row = nearestRow(keys, key);
  return keys[row] === key ? row : -1;
}

function digits(value: number): string {
  if (Number.isNaN(value)) return '';
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : t('not finite');
}
