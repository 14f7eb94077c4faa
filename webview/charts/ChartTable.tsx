import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import type { PageStore } from '../store/pageStore';
import { axisName } from './axisTexts';
import type { ChartLine } from './lines';

/** A longer table is thinned; the exported file has every row. */
const MOST_ROWS = 400;

export interface ChartTableProps {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly store: PageStore;
}

/** The numbers of a chart as a table, for those who cannot see it or want the digits. */
export function ChartTable({ title, lines, store }: ChartTableProps) {
  const axis = store.axis.value;
  const first = lines[0];
  if (first === undefined) return <p class="empty">{t('No line is shown.')}</p>;
  const every = Math.max(1, Math.ceil(first.steps.length / MOST_ROWS));
  const rows = Array.from(first.steps.keys()).filter(
    (row) => row % every === 0 || row === first.steps.length - 1,
  );
  return (
    <div class="chart-table" tabIndex={0} role="region" aria-label={t('{0} as a table', title)}>
      <table>
        <caption>
          {every > 1
            ? t(
                '{0} of {1} logged steps; the exported CSV has all',
                rows.length,
                formatCount(first.steps.length),
              )
            : t('{0} logged steps', rows.length)}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('step')}</th>
            {axis !== 'step' && <th scope="col">{axisName(axis)}</th>}
            {lines.map(({ key, label }) => (
              <th key={key} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row">{formatCount(first.steps[row]!)}</th>
              {axis !== 'step' && <td>{digits(first.x[row]!)}</td>}
              {lines.map(({ key, y }) => (
                <td key={key}>{digits(y[row]!)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function digits(value: number): string {
  if (Number.isNaN(value)) return '';
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : t('not finite');
}
