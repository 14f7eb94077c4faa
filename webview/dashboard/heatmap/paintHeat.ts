import type { ColourTable } from '../../components/images/colourScales';
import type { Rgb } from '../../components/images/oklab';
import { colourIndex } from '../../components/images/valueScale';
import type { HeatGrid } from './heatGrid';
import { colouredRange, colouredValue, valueAt } from './heatGrid';

/**
 * The grid's pixels, one a layer and drawn column: what was not measured stays transparent, what is not finite gets a
 * colour of its own.
 */
export function paintHeat(grid: HeatGrid, table: ColourTable, infinite: Rgb): Uint8ClampedArray {
  const width = grid.shown.length;
  const range = colouredRange(grid);
  const pixels = new Uint8ClampedArray(4 * width * grid.columns.length);
  for (let layer = 0; layer < grid.columns.length; layer++) {
    for (let column = 0; column < width; column++) {
      const value = valueAt(grid, layer, grid.shown[column]!);
      if (Number.isNaN(value)) continue;
      const at = 4 * (layer * width + column);
      const isFinite = Number.isFinite(value);
      const colour = isFinite ? 3 * colourIndex(colouredValue(grid, value), range) : 0;
      pixels[at] = isFinite ? table[colour]! : infinite[0];
      pixels[at + 1] = isFinite ? table[colour + 1]! : infinite[1];
      pixels[at + 2] = isFinite ? table[colour + 2]! : infinite[2];
      pixels[at + 3] = 255;
    }
  }
  return pixels;
}
