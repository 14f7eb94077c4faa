import { barFrame, paintBars, paintEnergy } from '../../components/spectrum/paintBars';
import type { Axis } from '../../components/spectrum/spectrumLayout';
import type { Theme } from '../../page/theme';
import type { Cluster } from './clusters';
import type { Directions } from './directions';

/** Space below the bars for the brackets of degenerate clusters, in CSS pixels. */
const BRACKETS = 6;

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
  { width, height }: { readonly width: number; readonly height: number },
  { directions, clusters, selected, sigmaAxis, energyAxis }: SpectrumPainting,
  theme: Theme,
): void {
  const { sigma, energy, kept } = directions;
  const frame = barFrame(width, height, sigma.length, BRACKETS);
  const hasVector = new Set(kept);
  // Of a large kernel most directions have no vectors here.
  const isPale = (bar: number): boolean => !hasVector.has(bar);
  paintBars(context, frame, { sigma, axis: sigmaAxis, selected, isPale }, theme);
  for (const { first, last } of clusters) {
    const [left, right] = [first * frame.step, (last + 1) * frame.step - frame.gap];
    context.fillRect(left, height - 2, right - left, 1);
    context.fillRect(left, height - 4, 1, 3);
    context.fillRect(right - 1, height - 4, 1, 3);
  }
  if (energy !== undefined && energyAxis !== undefined) {
    paintEnergy(context, frame, energy, energyAxis, theme);
  }
}
