import type { LayerRow } from '../../src/messages/layerMessages';

/** A smaller square has nothing to see in it. */
const LEAST_SIDE = 6;

/**
 * The image that a layer's inputs may be where nobody says: a square of one channel or of three. A guess, which is
 * offered and not made.
 */
export function squareOf({ rows, inputShape, kind }: LayerRow): readonly number[] | undefined {
  if (inputShape !== undefined || kind !== 'dense') return undefined;
  for (const channels of [1, 3]) {
    const side = Math.sqrt(rows / channels);
    if (Number.isInteger(side) && side >= LEAST_SIDE) return [side, side, channels];
  }
  return undefined;
}

/** The shape in which a vector of a layer's input space is shown. */
export function shapeShown(layer: LayerRow, asSquare: boolean): readonly number[] {
  return layer.inputShape ?? (asSquare ? squareOf(layer) : undefined) ?? [layer.rows];
}
