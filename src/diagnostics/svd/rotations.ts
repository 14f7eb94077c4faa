import type { Rows } from './reflector';

/** Where r² falls below this, the pair counts as zero (the matrix's largest entry is about 1). */
const NEGLIGIBLE_SQUARE = 1e-250;

/** The plane rotation that maps (f, g) to (r, 0): c f + s g = r, c g - s f = 0. One object is made anew in place. */
export class Rotation {
  c = 1;
  s = 0;
  r = 0;

  set(f: number, g: number): void {
    const square = f * f + g * g;
    if (square < NEGLIGIBLE_SQUARE) {
      this.c = 1;
      this.s = 0;
      this.r = 0;
      return;
    }
    const r = Math.sqrt(square);
    this.c = f / r;
    this.s = g / r;
    this.r = r;
  }
}

/** The rotations of one sweep down a block of `size` rows; number i turns rows i and i + 1. */
export interface RotationChain {
  readonly c: Float64Array;
  readonly s: Float64Array;
}

export function makeChain(length: number): RotationChain {
  return { c: new Float64Array(length), s: new Float64Array(length) };
}

/**
 * Turns neighbouring rows, one pair after the other: rows first and first + step, then first + step and
 * first + 2 step, … Two rotations are done in one pass, so that the row they share is loaded and stored once.
 *
 * @param count  number of rotations
 * @param step   1, or -1 to go upwards
 */
export function applyChain(
  rows: Rows,
  chain: RotationChain,
  first: number,
  count: number,
  step: 1 | -1,
): void {
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const row = first + step * i;
    rotateThree(
      rows[row]!,
      rows[row + step]!,
      rows[row + 2 * step]!,
      chain.c[i]!,
      chain.s[i]!,
      chain.c[i + 1]!,
      chain.s[i + 1]!,
    );
  }
  if (i < count) {
    const row = first + step * i;
    rotateTwo(rows[row]!, rows[row + step]!, chain.c[i]!, chain.s[i]!);
  }
}

function rotateTwo(x: Float64Array, y: Float64Array, c: number, s: number): void {
  for (let t = 0; t < x.length; t++) {
    const a = x[t]!;
    const b = y[t]!;
    x[t] = c * a + s * b;
    y[t] = c * b - s * a;
  }
}

function rotateThree(
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
  c1: number,
  s1: number,
  c2: number,
  s2: number,
): void {
  for (let t = 0; t < x.length; t++) {
    const a = x[t]!;
    const b = y[t]!;
    const d = z[t]!;
    const middle = c1 * b - s1 * a;
    x[t] = c1 * a + s1 * b;
    y[t] = c2 * middle + s2 * d;
    z[t] = c2 * d - s2 * middle;
  }
}
