import type { Theme } from '../../page/theme';
import type { Cluster } from './clusters';
import type { Directions } from './directions';
import type { Axis } from './spectrumLayout';
import { heightOn } from './spectrumLayout';

/** Space below the bars for the brackets of degenerate clusters, in CSS pixels. */
export const BRACKETS = 6;
/** Space above the bars, so that a mark at the top is whole. */
export const HEADROOM = 5;
const MARK = 3.5;

export interface SpectrumPainting {
  readonly directions: Directions;
  readonly clusters: readonly Cluster[];
  /** Number of the singular value that is chosen. */
  readonly selected: number | undefined;
  readonly sigmaAxis: Axis;
  readonly energyAxis: Axis | undefined;
}

/** Draws the spectrum: a bar for every sigma, a diamond for its data energy, brackets under degenerate clusters. */
export function paintSpectrum(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { directions, clusters, selected, sigmaAxis, energyAxis }: SpectrumPainting,
  theme: Theme,
): void {
  const { sigma, energy, kept } = directions;
  const step = width / sigma.length;
  const floor = height - BRACKETS;
  const top = (share: number) => floor - share * (floor - HEADROOM);
  const gap = step >= 4 ? 1 : 0;
  const hasVector = new Set(kept);
  context.clearRect(0, 0, width, height);
  if (selected !== undefined) {
    context.fillStyle = theme.grid;
    context.fillRect(selected * step - 1, 0, Math.max(step, 3) + 1, floor);
  }
  for (let i = 0; i < sigma.length; i++) {
    context.fillStyle = i === selected ? theme.foreground : theme.charts.blue;
    // Of a large kernel most directions have no vectors here; their bars are paler.
    context.globalAlpha = i === selected || hasVector.has(i) ? 1 : 0.4;
    const y = top(heightOn(sigmaAxis, sigma[i]!));
    context.fillRect(i * step, y, Math.max(step - gap, 0.5), floor - y);
  }
  context.globalAlpha = 1;
  context.fillStyle = theme.muted;
  context.fillRect(0, floor, width, 0.5);
  for (const { first, last } of clusters) {
    const [left, right] = [first * step, (last + 1) * step - gap];
    context.fillRect(left, height - 2, right - left, 1);
    context.fillRect(left, height - 4, 1, 3);
    context.fillRect(right - 1, height - 4, 1, 3);
  }
  if (energy === undefined || energyAxis === undefined) return;
  for (let i = 0; i < energy.length; i++) {
    diamond(context, (i + 0.5) * step - gap / 2, top(heightOn(energyAxis, energy[i]!)), theme);
  }
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, theme: Theme): void {
  context.beginPath();
  context.moveTo(x, y - MARK);
  context.lineTo(x + MARK, y);
  context.lineTo(x, y + MARK);
  context.lineTo(x - MARK, y);
  context.closePath();
  context.fillStyle = theme.charts.orange;
  context.fill();
  context.lineWidth = 0.75;
  context.strokeStyle = theme.background;
  context.stroke();
}
