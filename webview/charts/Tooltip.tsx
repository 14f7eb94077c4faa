import { nearestRow } from '../../src/messages/ascending';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import type { PageStore } from '../store/pageStore';
import { axisPlace } from './axisTexts';
import { smoothed } from './chartModel';
import type { ChartLine } from './lines';
import { measuredNear } from './measured';
import type { Plot } from './plot';

export interface TooltipProps {
  readonly store: PageStore;
  readonly lines: readonly ChartLine[];
  /** Where the pointer is, on the axis. */
  readonly x: number;
  readonly plot: Plot;
  /** Of the whole chart, in pixels. */
  readonly width: number;
}

/** Pixels between the pointer's place and the tooltip, and between the tooltip and the edge of the window. */
const GAP = 12;
const EDGE = 8;

/** The exact numbers of every line where the pointer is. */
export function Tooltip({ store, lines, x, plot, width }: TooltipProps) {
  const nearest = nearestPoint(lines, x);
  if (nearest === undefined) return null;
  const { step } = nearest;
  const smoothing = store.smoothing.value;
  return (
    <div class="tooltip" style={placeBeside(plot, nearest.x, width)} aria-hidden="true">
      <div class="tooltip-place">
        {t('step {0}', formatCount(step))}
        {store.axis.value !== 'step' && ` · ${axisPlace(store.axis.value, nearest.x)}`}
      </div>
      <table>
        {smoothing > 0 && (
          <thead>
            <tr>
              <td />
              <th class="tooltip-column">{t('measured')}</th>
              <th class="tooltip-column">{t('smoothed')}</th>
            </tr>
          </thead>
        )}
        <tbody>
          {lines.map((line) => {
            const at = measuredNear(line, step);
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

/** On the side where the window has more room, and no wider than that. */
function placeBeside(plot: Plot, x: number, width: number): Record<string, string> {
  const pixel = plot.pixelOf(x);
  const left = plot.area.offsetLeft + pixel;
  const inWindow = plot.area.getBoundingClientRect().left + pixel;
  const before = inWindow - GAP - EDGE;
  const behind = window.innerWidth - inWindow - GAP - EDGE;
  return behind >= before
    ? { left: `${left + GAP}px`, maxWidth: `${behind}px` }
    : { right: `${width - left + GAP}px`, maxWidth: `${before}px` };
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
  const shown = Number(value.toPrecision(7));
  return Math.abs(shown) < 1e-3 && shown !== 0 ? shown.toExponential() : String(shown);
}
