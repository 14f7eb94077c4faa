import type { Theme } from '../../page/theme';
import type { Axis } from './spectrumLayout';
import { heightOn } from './spectrumLayout';

/** Space above the bars, so that a mark at the top is whole, in CSS pixels. */
const HEADROOM = 5;
const MARK = 3.5;

/** Where bars stand on a canvas, in CSS pixels. */
export interface BarFrame {
  readonly width: number;
  /** Of a bar with the gap beside it. */
  readonly step: number;
  /** Between bars that are wide enough. */
  readonly gap: number;
  /** Where the bars stand. */
  readonly floor: number;
  /** The y of a share of the height, 0 to 1. */
  top(share: number): number;
}

/**
 * @param count  bars that have room
 * @param below  space under them
 */
export function barFrame(width: number, height: number, count: number, below: number): BarFrame {
  const step = width / count;
  const floor = height - below;
  return {
    ...{ width, step, floor, gap: step >= 4 ? 1 : 0 },
    top: (share) => floor - share * (floor - HEADROOM),
  };
}

export interface Bars {
  /** Descending. */
  readonly sigma: ArrayLike<number>;
  readonly axis: Axis;
  /** Number of the one that is chosen. */
  readonly selected: number | undefined;
  /** Whether a bar is drawn fainter than the others. */
  isPale?(bar: number): boolean;
}

/** Draws a bar for every singular value, the chosen one on a ground of its own, and the line that they stand on. */
export function paintBars(
  context: CanvasRenderingContext2D,
  { width, step, gap, floor, top }: BarFrame,
  { sigma, axis, selected, isPale }: Bars,
  theme: Theme,
): void {
  if (selected !== undefined) {
    context.fillStyle = theme.grid;
    context.fillRect(selected * step - 1, 0, Math.max(step, 3) + 1, floor);
  }
  for (let i = 0; i < sigma.length; i++) {
    context.fillStyle = i === selected ? theme.foreground : theme.charts.blue;
    context.globalAlpha = i !== selected && isPale?.(i) === true ? 0.4 : 1;
    const y = top(heightOn(axis, sigma[i]!));
    context.fillRect(i * step, y, Math.max(step - gap, 0.5), floor - y);
  }
  context.globalAlpha = 1;
  context.fillStyle = theme.muted;
  context.fillRect(0, floor, width, 0.5);
}

/** Draws a diamond over each bar at the data's energy along it. */
export function paintEnergy(
  context: CanvasRenderingContext2D,
  { step, gap, top }: BarFrame,
  energy: ArrayLike<number>,
  axis: Axis,
  theme: Theme,
): void {
  context.fillStyle = theme.charts.orange;
  context.lineWidth = 0.75;
  context.strokeStyle = theme.background;
  for (let i = 0; i < energy.length; i++) {
    // Not measured.
    if (Number.isNaN(energy[i]!)) continue;
    const [x, y] = [(i + 0.5) * step - gap / 2, top(heightOn(axis, energy[i]!))];
    context.beginPath();
    context.moveTo(x, y - MARK);
    context.lineTo(x + MARK, y);
    context.lineTo(x, y + MARK);
    context.lineTo(x - MARK, y);
    context.closePath();
    context.fill();
    context.stroke();
  }
}
