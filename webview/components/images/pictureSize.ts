import type { PixelPlan } from './pixelPlan';

/** How large a picture is on the page, in CSS pixels, and whether the browser may smooth it. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  /** More cells than device pixels: smoothing loses less than leaving cells out. */
  readonly isShrunk: boolean;
}

/**
 * The largest size in a box at which each cell is a whole number of device pixels, so that all cells are equally large
 * at every zoom; where there are more cells than device pixels, the box itself.
 */
export function pictureSize(
  { columns, rows, aspect }: Pick<PixelPlan, 'columns' | 'rows' | 'aspect'>,
  box: { readonly width: number; readonly height: number },
  devicePixels: number,
): PictureSize {
  const fit = Math.min(box.width / columns, box.height / (aspect * rows));
  const cell = Math.floor(fit * devicePixels + 1e-6);
  const scale = cell >= 1 ? cell / devicePixels : fit;
  return { width: columns * scale, height: rows * aspect * scale, isShrunk: cell < 1 };
}

/** The cell under a point of a picture; undefined outside of it. */
export function cellAt(
  { columns, rows }: Pick<PixelPlan, 'columns' | 'rows'>,
  size: { readonly width: number; readonly height: number },
  x: number,
  y: number,
): number | undefined {
  const column = Math.floor((x / size.width) * columns);
  const row = Math.floor((y / size.height) * rows);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return undefined;
  return row * columns + column;
}
