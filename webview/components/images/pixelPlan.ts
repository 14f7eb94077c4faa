/**
 * How values become the cells of a picture: which value, or none, stands in each cell. A cell is one pixel of the
 * canvas; the browser enlarges it without smoothing.
 */
export interface PixelPlan {
  readonly columns: number;
  readonly rows: number;
  /** Height of a cell to its width: strips have tall cells. */
  readonly aspect: number;
  /** Values to a cell: 1, or 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** By cell, row by row: the index of its first value, or -1 for a gap. */
  readonly cells: Int32Array;
  /** What the value at an index is called by place, as numbers for a text: (row, column), (row, column, channel) or (unit). */
  placeOf(index: number): readonly number[];
}

/** A strip's cells are so much higher than wide. */
const STRIP_ASPECT = 3;

const plans = new Map<string, PixelPlan>();

/**
 * The plan for a shape (without the batch): an image, channel tiles, or a strip. The same plan for the same shape, so
 * that a picture that is rendered again is not drawn again.
 */
export function planFor(shape: readonly number[], columnsAtMost = 64): PixelPlan {
  const key = `${shape.join('×')}/${columnsAtMost}`;
  const plan = plans.get(key) ?? planOf(shape, columnsAtMost);
  plans.set(key, plan);
  return plan;
}

function planOf(shape: readonly number[], columnsAtMost: number): PixelPlan {
  const [height, width, channels] = shape;
  if (shape.length === 3 && height! * width! > 1) {
    if (channels === 1) return greyPlan(height!, width!);
    if (channels === 3) return rgbPlan(height!, width!);
    return tilePlan(height!, width!, channels!);
  }
  return stripPlan(
    shape.reduce((product, size) => product * size, 1),
    columnsAtMost,
  );
}

/** [height, width] or [height, width, 1]. */
export function greyPlan(height: number, width: number): PixelPlan {
  const cells = Int32Array.from({ length: height * width }, (_, cell) => cell);
  return {
    columns: width,
    rows: height,
    aspect: 1,
    channels: 1,
    cells,
    placeOf: (index) => [Math.floor(index / width), index % width],
  };
}

/** [height, width, 3], drawn in colour. */
export function rgbPlan(height: number, width: number): PixelPlan {
  const cells = Int32Array.from({ length: height * width }, (_, cell) => 3 * cell);
  return {
    columns: width,
    rows: height,
    aspect: 1,
    channels: 3,
    cells,
    placeOf: (index) => [Math.floor(index / 3 / width), Math.floor(index / 3) % width, index % 3],
  };
}

/** [height, width, channels] as one tile a channel, a cell's gap between them, as near to a square as it gets. */
export function tilePlan(height: number, width: number, channels: number): PixelPlan {
  const across = tilesAcross(height, width, channels);
  const down = Math.ceil(channels / across);
  const columns = across * (width + 1) - 1;
  const rows = down * (height + 1) - 1;
  const cells = new Int32Array(columns * rows).fill(-1);
  for (let channel = 0; channel < channels; channel++) {
    const left = (channel % across) * (width + 1);
    const top = Math.floor(channel / across) * (height + 1);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        cells[(top + row) * columns + left + column] = (row * width + column) * channels + channel;
      }
    }
  }
  return {
    columns,
    rows,
    aspect: 1,
    channels: 1,
    cells,
    placeOf: (index) => {
      const pixel = Math.floor(index / channels);
      return [Math.floor(pixel / width), pixel % width, index % channels];
    },
  };
}

/** How many tiles go into a row so that the whole is as near to a square as it gets. */
export function tilesAcross(height: number, width: number, channels: number): number {
  let best = 1;
  let bestSide = Infinity;
  for (let across = 1; across <= channels; across++) {
    const side = Math.max(across * (width + 1), Math.ceil(channels / across) * (height + 1));
    if (side < bestSide) [best, bestSide] = [across, side];
  }
  return best;
}

/** A vector as a strip; a long one goes on in further rows, all but the last equally full. */
export function stripPlan(length: number, columnsAtMost: number): PixelPlan {
  const rows = Math.max(1, Math.ceil(length / columnsAtMost));
  const columns = Math.max(1, Math.ceil(length / rows));
  const cells = Int32Array.from({ length: columns * rows }, (_, cell) => (cell < length ? cell : -1));
  return { columns, rows, aspect: STRIP_ASPECT, channels: 1, cells, placeOf: (index) => [index] };
}
