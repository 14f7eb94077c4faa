import { formatNumber } from '../page/numbers';
import { t } from '../page/l10n';
import type { PageStore } from '../store/pageStore';
import { axisPlace } from './axisTexts';
import { nearestRow, smoothed } from './chartModel';
import { lastMeasured } from './Legend';
import type { ChartLine } from './lines';
import type { Plot } from './plot';

export interface TooltipProps {
  readonly store: PageStore;
  readonly lines: readonly ChartLine[];
  /** Where the pointer is, on the axis. */
  readonly x: number;
  readonly plot: Plot;
  readonly width: number;
}

/** The exact numbers of every line where the pointer is. */
export function Tooltip({ store, lines, x, plot, width }: TooltipProps) {
  const first = lines[0];
  if (first === undefined) return null;
  const row = nearestRow(first.x, x);
  const step = first.steps[row];
  if (step === undefined) return null;
  const left = plot.area.offsetLeft + plot.pixelOf(first.x[row]!);
  const side = left > width / 2 ? { right: `${width - left + 12}px` } : { left: `${left + 12}px` };
  const smoothing = store.smoothing.value;
  return (
    <div class="tooltip" style={side} aria-hidden="true">
      <div class="tooltip-place">
        {t('step {0}', formatNumber(step))}
        {store.axis.value !== 'step' && ` · ${axisPlace(store.axis.value, first.x[row]!)}`}
      </div>
      <table>
        <tbody>
          {lines.map((line) => {
            const at = lastMeasured(line, step);
            return (
              <tr key={line.key}>
                <th>{line.label}</th>
                <td>{exact(line.y[at])}</td>
                {smoothing > 0 && <td class="smoothed">{exact(smoothed(line.y, smoothing)[at])}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** All digits that a float32 has. */
function exact(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return t('not finite');
  return String(Number(value.toPrecision(7)));
}
