import { useRef } from 'preact/hooks';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { useFitPaper } from '../page/useFitPaper';
import type { PageStore } from '../store/pageStore';
import { axisName } from './axisTexts';
import { nearestRow } from '../../src/messages/ascending';
import { lineColumns } from './lineColumns';
import type { ChartLine } from './lines';
import { useWholeLines } from './useWholeLines';

/** A longer table is thinned; the exported file has every row. */
const MOST_ROWS = 400;

export interface ChartTableProps {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  /** The lines with all that was measured, where `lines` are thinned. */
  readonly wholeLines: (() => Promise<readonly ChartLine[]>) | undefined;
  readonly store: PageStore;
}

/** The numbers of a chart as a table, for those who cannot see it or want the digits. */
export function ChartTable({ title, lines: drawn, wholeLines, store }: ChartTableProps) {
  const frame = useRef<HTMLDivElement>(null);
  useFitPaper(frame);
  const axis = store.axis.value;
  const { lines: whole, trouble } = useWholeLines(drawn, wholeLines);
  const lines = whole.filter(({ key }) => drawn.some((line) => line.key === key));
  if (lines.length === 0) return <p class="empty">{t('No line is shown.')}</p>;
  const steps = stepsOf(lines);
  const every = Math.max(1, Math.ceil(steps.length / MOST_ROWS));
  const shown = steps.filter((_, row) => row % every === 0 || row === steps.length - 1);
  const columns = lines.map(lineColumns);
  return (
    <div ref={frame} class="chart-table" tabIndex={0} role="region" aria-label={t('{0} as a table', title)}>
      <table>
        <caption>
          {every > 1
            ? t('{0} of {1} logged steps; the exported CSV has all', shown.length, formatCount(steps.length))
            : t('{0} logged steps', shown.length)}
          {trouble !== undefined && ` · ${trouble}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('step')}</th>
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
          {Array.from(shown, (step) => {
            const rows = lines.map((line) => rowOf(line, step));
            const at = rows.findIndex((row) => row >= 0);
            return (
              <tr key={step}>
                <th scope="row">{formatCount(step)}</th>
                {axis !== 'step' && <td>{digits(lines[at]?.x[rows[at]!] ?? NaN)}</td>}
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

/** The steps of all lines, ascending; as a rule they have the same ones. */
function stepsOf(lines: readonly ChartLine[]): Float64Array {
  const [first, ...others] = lines.map(({ steps }) => steps);
  if (others.every((steps) => steps === first)) return first!;
  return Float64Array.from(new Set(lines.flatMap(({ steps }) => [...steps]))).sort();
}

/** The row of a step; -1 where the line does not have it. */
function rowOf({ steps }: ChartLine, step: number): number {
  const row = nearestRow(steps, step);
  return steps[row] === step ? row : -1;
}

function digits(value: number): string {
  if (Number.isNaN(value)) return '';
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : t('not finite');
}
