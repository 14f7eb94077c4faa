import type { Rows } from './reflector';
import { applyChain, makeChain } from './rotations';
import { orientation, shiftedSweep, zeroShiftSweep, type Block } from './sweep';

/** What counts as zero, relative to the largest entry: a few rounding errors, as less may never be reached. */
const NEGLIGIBLE = 2 ** -49;

/** Two sweeps a singular value are usual. */
const MAX_SWEEPS_PER_VALUE = 60;

/**
 * Singular values of an upper bidiagonal matrix by implicit QR (Golub & Kahan 1965, with the zero-shift sweep and
 * the choice of direction of Demmel & Kahan 1990). Entries below the rounding error of the whole matrix count as 0,
 * so the values are good to about 1e-15 of the largest, not of themselves.
 *
 * @param diagonal       B[i, i]; becomes the singular values, of either sign, in no order
 * @param superdiagonal  B[i, i + 1]; destroyed
 * @param left           row i is turned with row i of B: rows of Xᵀ become those of (X P)ᵀ; undefined where not wanted
 * @param right          likewise for the columns of B
 * @throws a plain Error if the sweeps do not converge
 */
export function diagonalize(
  diagonal: Float64Array,
  superdiagonal: Float64Array,
  left: Rows | undefined,
  right: Rows | undefined,
): void {
  const size = diagonal.length;
  const negligible = largest(diagonal, superdiagonal) * NEGLIGIBLE;
  const columns = makeChain(size);
  const rows = makeChain(size);
  let sweepsLeft = MAX_SWEEPS_PER_VALUE * size;
  let block: Block = { diagonal, superdiagonal, low: size, high: size, upwards: false };
  for (;;) {
    dropNegligible(diagonal, block.high, negligible);
    dropNegligible(superdiagonal, block.high, negligible);
    const next = lastBlock(block);
    if (next === undefined) return;
    if (sweepsLeft-- === 0) {
      throw new Error(`The SVD of a bidiagonal matrix of size ${size} did not converge.`);
    }
    block = next;
    const shift = chooseShift(block);
    if (shift === 0) zeroShiftSweep(block, columns, rows);
    else shiftedSweep(block, shift, columns, rows);

    const { first, step } = orientation(block);
    const count = block.high - block.low;
    if (right !== undefined) applyChain(block.upwards ? left! : right, columns, first, count, step);
    if (left !== undefined) applyChain(block.upwards ? right! : left, rows, first, count, step);
  }
}

function largest(...arrays: readonly Float64Array[]): number {
  let result = 0;
  for (const array of arrays) for (const value of array) result = Math.max(result, Math.abs(value));
  return result;
}

function dropNegligible(values: Float64Array, last: number, negligible: number): void {
  for (let i = Math.min(last, values.length - 1); i >= 0; i--) {
    if (Math.abs(values[i]!) <= negligible) values[i] = 0;
  }
}

/**
 * The last block that is not yet diagonal. A sweep runs from the block's larger end to its smaller one; the
 * direction is chosen anew only where the block has nothing in common with the previous one, or the two directions
 * could undo each other's progress.
 */
function lastBlock(previous: Block): Block | undefined {
  const { diagonal, superdiagonal } = previous;
  let high = Math.min(previous.high, superdiagonal.length);
  while (high > 0 && superdiagonal[high - 1] === 0) high--;
  if (high === 0) return undefined;
  let low = high - 1;
  while (low > 0 && superdiagonal[low - 1] !== 0) low--;
  const apart = high < previous.low || low > previous.high || previous.low === diagonal.length;
  const upwards = apart ? Math.abs(diagonal[low]!) < Math.abs(diagonal[high]!) : previous.upwards;
  return { diagonal, superdiagonal, low, high, upwards };
}

/** The smaller singular value of the 2x2 matrix that the sweep ends with, or 0 where a shift would do harm. */
function chooseShift(block: Block): number {
  const { diagonal, superdiagonal, low, high, upwards } = block;
  for (let i = low; i <= high; i++) if (diagonal[i] === 0) return 0;
  const start = Math.abs(diagonal[upwards ? high : low]!);
  const f = Math.abs(diagonal[upwards ? low + 1 : high - 1]!);
  const h = Math.abs(diagonal[upwards ? low : high]!);
  const g = superdiagonal[upwards ? low : high - 1]!;
  // For [[f, g], [0, h]]: sigma_max ± sigma_min = √((f ± h)² + g²), and their product is f h.
  const sigmaMax = (Math.hypot(f + h, g) + Math.hypot(f - h, g)) / 2;
  const shift = (f / sigmaMax) * h;
  return (shift / start) ** 2 < Number.EPSILON ? 0 : shift;
}
