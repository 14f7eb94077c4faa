import { Rotation, type RotationChain } from './rotations';

/**
 * A block of an upper bidiagonal matrix: rows low … high. Read `upwards`, it is the same block with rows and columns
 * in reverse order and transposed, which is upper bidiagonal again; so one way of sweeping serves both directions.
 */
export interface Block {
  readonly diagonal: Float64Array;
  readonly superdiagonal: Float64Array;
  readonly low: number;
  readonly high: number;
  readonly upwards: boolean;
}

/** Index of the block's first diagonal entry, of its first superdiagonal entry, and the step from one to the next. */
export function orientation(block: Block): { first: number; firstAbove: number; step: 1 | -1 } {
  return block.upwards
    ? { first: block.high, firstAbove: block.high - 1, step: -1 }
    : { first: block.low, firstAbove: block.low, step: 1 };
}

/**
 * One implicitly shifted QR sweep: the QR step of BᵀB - shift² I, done on B itself by chasing the bulge.
 * Golub & Van Loan, Matrix Computations, 8.6.
 *
 * @param columns  receives the rotations of the columns
 * @param rows     receives the rotations of the rows
 */
export function shiftedSweep(block: Block, shift: number, columns: RotationChain, rows: RotationChain): void {
  const { diagonal: d, superdiagonal: e } = block;
  const { first, firstAbove, step } = orientation(block);
  const count = block.high - block.low;
  const rotation = new Rotation();
  let f = (Math.abs(d[first]!) - shift) * (Math.sign(d[first]!) + shift / d[first]!);
  let g = e[firstAbove]!;
  for (let i = 0; i < count; i++) {
    const at = first + step * i;
    const above = firstAbove + step * i;
    rotation.set(f, g);
    columns.c[i] = rotation.c;
    columns.s[i] = rotation.s;
    if (i > 0) e[above - step] = rotation.r;
    f = rotation.c * d[at]! + rotation.s * e[above]!;
    e[above] = rotation.c * e[above]! - rotation.s * d[at]!;
    g = rotation.s * d[at + step]!;
    d[at + step]! *= rotation.c;

    rotation.set(f, g);
    rows.c[i] = rotation.c;
    rows.s[i] = rotation.s;
    d[at] = rotation.r;
    f = rotation.c * e[above]! + rotation.s * d[at + step]!;
    d[at + step] = rotation.c * d[at + step]! - rotation.s * e[above]!;
    if (i + 1 < count) {
      g = rotation.s * e[above + step]!;
      e[above + step]! *= rotation.c;
    }
  }
  e[firstAbove + step * (count - 1)] = f;
}

/**
 * One sweep with shift zero that subtracts nothing: it keeps small singular values, and one of them is split off
 * at once where the diagonal has a zero. Demmel & Kahan, SIAM J. Sci. Stat. Comput. 11 (1990).
 */
export function zeroShiftSweep(block: Block, columns: RotationChain, rows: RotationChain): void {
  const { diagonal: d, superdiagonal: e } = block;
  const { first, firstAbove, step } = orientation(block);
  const count = block.high - block.low;
  const column = new Rotation();
  const row = new Rotation();
  for (let i = 0; i < count; i++) {
    const at = first + step * i;
    const above = firstAbove + step * i;
    column.set(d[at]! * column.c, e[above]!);
    if (i > 0) e[above - step] = row.s * column.r;
    row.set(row.c * column.r, d[at + step]! * column.s);
    d[at] = row.r;
    columns.c[i] = column.c;
    columns.s[i] = column.s;
    rows.c[i] = row.c;
    rows.s[i] = row.s;
  }
  const last = first + step * count;
  const rest = d[last]! * column.c;
  e[firstAbove + step * (count - 1)] = rest * row.s;
  d[last] = rest * row.c;
}
