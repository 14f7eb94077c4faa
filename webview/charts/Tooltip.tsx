import { formatNumber } from '../page/numbers';
import { t } from '../page/l10n';
import type { PageStore } from '../store/pageStore';
import { axisPlace } from './axisTexts';
import { nearestRow } from '../../src/messages/ascending';
import { smoothed } from './chartModel';
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
  const nearest = nearestPoint(lines, x);
  if (nearest === undefined) return null;
  const { step } = nearest;
  const left = plot.area.offsetLeft + plot.pixelOf(nearest.x);
  const side = left > width / 2 ? { right: `${width - left + 12}px` } : { left: `${left + 12}px` };
  const smoothing = store.smoothing.value;
  return (
    <div class="tooltip" style={side} aria-hidden="true">
      <div class="tooltip-place">
        {t('step {0}', formatNumber(step))}
        {store.axis.value !== 'step' && ` · ${axisPlace(store.axis.value, nearest.x)}`}
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

/** The place nearest to an x where any line has a point. */
function nearestPoint(
  lines: readonly ChartLine[],
  x: number,
): { readonly x: number; readonly step: number } | undefined {
  let best: { x: number; step: number } | undefined;
  for (const line of lines) {
    const row = nearestRow(line.x, x);
    if (row < 0) continue;
    const found = { x: line.x[row]!, step: line.steps[row]! };
    if (best === undefined || Math.abs(found.x - x) < Math.abs(best.x - x)) best = found;
  }
  return best;
}

/** All digits that a float32 has. */
function exact(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return t('not finite');
  return String(Number(value.toPrecision(7)));
}
