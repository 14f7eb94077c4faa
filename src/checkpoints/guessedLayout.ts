/** The longest side of a convolution's window that anyone uses: AlexNet's is 11. */
const LONGEST_SIDE = 11;

/**
 * How the axes of a convolution's kernel are ordered where nothing but their lengths tells: the places of its window are
 * few. Where both ends may be the window, the one whose sides are equal, else the first, as Keras and TensorFlow have it.
 *
 * @param shape of three axes or more
 * @returns undefined where no end is as short as a window
 */
export function guessedOrder(shape: readonly number[]): 'spatial first' | 'spatial last' | undefined {
  const spatial = shape.length - 2;
  const first = shape.slice(0, spatial);
  const last = shape.slice(2);
  const isWindow = (sides: readonly number[]) => sides.every((side) => side <= LONGEST_SIDE);
  const isSquare = (sides: readonly number[]) => sides.every((side) => side === sides[0]);
  if (isWindow(first) && isWindow(last)) {
    return isSquare(last) && !isSquare(first) ? 'spatial last' : 'spatial first';
  }
  if (isWindow(first)) return 'spatial first';
  return isWindow(last) ? 'spatial last' : undefined;
}
