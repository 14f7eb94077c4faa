import type { PixelPlan } from './pixelPlan';
import { planFor } from './pixelPlan';

/** Sizes of a cell, from the largest: the first with which a vector fits is taken. */
const CELLS = [12, 8, 6, 4, 3, 2, 1];
const HEIGHT = 48;
/** The numbers below a short strip have room. */
const WIDTH_AT_LEAST = 72;
/** A strip has at least so much width where there is more. */
const WIDTH_WANTED = 160;

export interface StripLayout {
  readonly plan: PixelPlan;
  /** Of a strip, in CSS pixels. */
  readonly box: { readonly width: number; readonly height: number };
}

/**
 * How strips of a length are laid out in a gallery: as large as fit, side by side over the whole width.
 *
 * @param length  values of a vector
 * @param width   that the gallery has, in CSS pixels
 * @param gap     between strips
 */
export function stripLayout(length: number, width: number, gap: number): StripLayout {
  const across = Math.max(1, Math.floor(width / (WIDTH_WANTED + gap)));
  const room = Math.max(WIDTH_AT_LEAST, Math.floor(width / across) - gap);
  const fitting = CELLS.map((cell) => ({ cell, plan: planFor([length], Math.floor(room / cell)) })).find(
    ({ cell, plan }) => plan.rows * plan.aspect * cell <= HEIGHT,
  );
  const { cell, plan } = fitting ?? { cell: 1, plan: planFor([length], room) };
  return {
    plan,
    box: {
      width: Math.max(WIDTH_AT_LEAST, plan.columns * cell),
      height: Math.min(HEIGHT, plan.rows * plan.aspect * cell),
    },
  };
}
