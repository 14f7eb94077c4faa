import { barFrame, paintBars, paintEnergy } from '../components/spectrum/paintBars';
import type { Axis } from '../components/spectrum/spectrumLayout';
import { heightOn } from '../components/spectrum/spectrumLayout';
import type { Theme } from '../page/theme';

export interface SpectrumPainting {
  /** Descending. */
  readonly sigma: ArrayLike<number>;
  /** Ranks that have room; more than there are values where those are the largest alone. */
  readonly ranks: number;
  /** By rank; NaN where it was not measured. */
  readonly energy: ArrayLike<number> | undefined;
  readonly sigmaAxis: Axis;
  readonly energyAxis: Axis | undefined;
  /** The largest singular value that a random matrix would have. */
  readonly randomEdge: number | undefined;
  /** The power law's singular values, by rank. */
  readonly fit: ArrayLike<number>;
  readonly selected: number | undefined;
}

/** Draws a spectrum: a bar for every sigma, a diamond for its data energy, the random edge dashed, the fit as a line. */
export function paintLayerSpectrum(
  context: CanvasRenderingContext2D,
  { width, height }: { readonly width: number; readonly height: number },
  painting: SpectrumPainting,
  theme: Theme,
): void {
  const { sigma, ranks, energy, sigmaAxis, energyAxis, randomEdge, fit, selected } = painting;
  const frame = barFrame(width, height, ranks, 1);
  const { step, top } = frame;
  paintBars(context, frame, { sigma, axis: sigmaAxis, selected }, theme);
  if (randomEdge !== undefined && randomEdge > 0) {
    const y = Math.round(top(heightOn(sigmaAxis, randomEdge))) + 0.5;
    line(context, theme.foreground, [4, 3], () => {
      context.moveTo(0, y);
      context.lineTo(width, y);
    });
  }
  if (fit.length > 1) {
    line(context, theme.charts.purple, [], () => {
      for (let i = 0; i < fit.length; i++) {
        context.lineTo((i + 0.5) * step, top(heightOn(sigmaAxis, fit[i]!)));
      }
    });
  }
  if (energy !== undefined && energyAxis !== undefined) {
    paintEnergy(context, frame, energy, energyAxis, theme);
  }
}

function line(context: CanvasRenderingContext2D, colour: string, dash: number[], trace: () => void): void {
  context.save();
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.setLineDash(dash);
  context.beginPath();
  trace();
  context.stroke();
  context.restore();
}
