import type { ColourTable } from './colourScales';
import type { PixelPlan } from './pixelPlan';
import type { ValueRange } from './valueScale';
import { colourIndex } from './valueScale';

/**
 * Draws values as the pixels of a plan: red, green, blue, alpha of every cell.
 *
 * Gaps are transparent, and so are values that are not numbers. A plan in colour takes the range as that of all three
 * channels and leaves the table aside.
 *
 * @param values  at least as many as the plan's largest index
 * @param offset  of the first value, so that one list can hold many pictures
 */
export function paintPixels(
  plan: PixelPlan,
  values: ArrayLike<number>,
  range: ValueRange,
  table: ColourTable,
  { offset = 0, stride = 1 }: { readonly offset?: number; readonly stride?: number } = {},
): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * plan.cells.length);
  for (let cell = 0; cell < plan.cells.length; cell++) {
    const index = plan.cells[cell]!;
    if (index < 0) continue;
    const at = 4 * cell;
    if (plan.channels === 3) {
      paintRgb(pixels, at, values, offset + stride * index, stride, range);
      continue;
    }
    const colour = colourIndex(values[offset + stride * index]!, range);
    if (colour < 0) continue;
    pixels[at] = table[3 * colour]!;
    pixels[at + 1] = table[3 * colour + 1]!;
    pixels[at + 2] = table[3 * colour + 2]!;
    pixels[at + 3] = 255;
  }
  return pixels;
}

function paintRgb(
  pixels: Uint8ClampedArray,
  at: number,
  values: ArrayLike<number>,
  from: number,
  stride: number,
  { low, high }: ValueRange,
): void {
  const scale = high > low ? 255 / (high - low) : 0;
  for (let channel = 0; channel < 3; channel++) {
    const value = values[from + stride * channel]!;
    if (Number.isNaN(value)) return;
    pixels[at + channel] = scale === 0 ? 128 : (value - low) * scale;
  }
  pixels[at + 3] = 255;
}
