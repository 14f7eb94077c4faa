import type { Axis } from '../dashboard/vectors/spectrumLayout';
import { heightOn } from '../dashboard/vectors/spectrumLayout';
import type { Theme } from '../page/theme';

/** Space above the bars, so that a mark at the top is whole, in CSS pixels. */
const HEADROOM = 5;
const MARK = 3.5;

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
  width: number,
  height: number,
  painting: SpectrumPainting,
  theme: Theme,
): void {
  const { sigma, ranks, energy, sigmaAxis, energyAxis, randomEdge, fit, selected } = painting;
  const step = width / ranks;
  const floor = height - 1;
  const top = (share: number) => floor - share * (floor - HEADROOM);
  const gap = step >= 4 ? 1 : 0;
  context.clearRect(0, 0, width, height);
  if (selected !== undefined) {
    context.fillStyle = theme.grid;
    context.fillRect(selected * step - 1, 0, Math.max(step, 3) + 1, floor);
  }
  for (let i = 0; i < sigma.length; i++) {
    context.fillStyle = i === selected ? theme.foreground : theme.charts.blue;
    const y = top(heightOn(sigmaAxis, sigma[i]!));
    context.fillRect(i * step, y, Math.max(step - gap, 0.5), floor - y);
  }
  context.fillStyle = theme.muted;
  context.fillRect(0, floor, width, 0.5);
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
  if (energy === undefined || energyAxis === undefined) return;
  for (let i = 0; i < energy.length; i++) {
    if (Number.isNaN(energy[i]!)) continue;
    diamond(context, (i + 0.5) * step - gap / 2, top(heightOn(energyAxis, energy[i]!)), theme);
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
