import type { Block, Kernels } from '../kernels/workspace';

/** Four are usual; bisection alone would need sixty. */
const MOST_ITERATIONS = 100;

/**
 * The equation whose roots are the eigenvalues of diag(poles) + rho z zᵀ:
 *
 *     f(x) = 1/rho + Σ z_i² / (poles_i - x) = 0,   rho > 0
 *
 * with one root above each pole, below the next.
 */
export interface SecularEquation {
  /** Ascending, all different. */
  readonly poles: Block;
  /** z_i², none zero. */
  readonly weights: Block;
  readonly count: number;
  readonly rho: number;
  /** Room for as many numbers as there are poles. */
  readonly shifted: Block;
  /** Room for one number. */
  readonly slope: Block;
  readonly kernels: Kernels;
}

/**
 * The root above pole j, by the "middle way" (Li 1993, LAPACK Working Note 89), with bisection where that leaves the
 * bracket. It is sought as a distance from the nearer of the two poles beside it, so that the distances from all
 * poles keep their digits.
 *
 * @param gaps  becomes poles_i - root
 * @returns the root
 */
export function secularRoot(equation: SecularEquation, j: number, gaps: Block): number {
  const { poles, count, kernels, shifted } = equation;
  const { origin, low, high, start } = bracket(equation, j);
  kernels.differences(poles.at, origin, count, shifted.at);
  const distance = count === 1 ? start : iterate(equation, j, low, high, start);
  kernels.differences(shifted.at, distance, count, gaps.at);
  return origin + distance;
}

interface Bracket {
  readonly origin: number;
  /** Distances from the origin between which the root lies, and where to begin. */
  readonly low: number;
  readonly high: number;
  readonly start: number;
}

/** Which of two poles the root is nearer to, seen by the sign of f halfway between them. */
function bracket(equation: SecularEquation, j: number): Bracket {
  const { poles, weights, count, rho, kernels, shifted } = equation;
  const pole = poles.values[j]!;
  const last = j === count - 1;
  // The last root is less than rho ‖z‖² above the last pole.
  const width = last ? rho * sum(weights.values, count) : poles.values[j + 1]! - pole;
  if (count === 1) return { origin: pole, low: width, high: width, start: width };
  const middle = width / 2;
  kernels.differences(poles.at, pole, count, shifted.at);
  const { value } = evaluate(equation, j, middle);
  if (last) {
    return value > 0
      ? { origin: pole, low: 0, high: middle, start: middle / 2 }
      : { origin: pole, low: middle, high: width, start: (middle + width) / 2 };
  }
  // The two nearest poles as they are, the others as if they did not move from here on.
  const here = weights.values[j]!;
  const next = weights.values[j + 1]!;
  const others = value + here / middle - next / middle;
  const below = value > 0;
  const [first, second] = below ? [0, width] : [-width, 0];
  const b = others * (first + second) + here + next;
  const c = others * first * second + here * second + next * first;
  const root = Math.sqrt(Math.max(0, b * b - 4 * others * c));
  const start = below
    ? b > 0
      ? (2 * c) / (b + root)
      : (b - root) / (2 * others)
    : b < 0
      ? (2 * c) / (b - root)
      : (b + root) / (2 * others);
  const [low, high] = below ? [0, middle] : [-middle, 0];
  const origin = below ? pole : poles.values[j + 1]!;
  return { origin, low, high, start: start > low && start < high ? start : (low + high) / 2 };
}

/** f, and its two halves with their slopes: the poles up to the root's own, and those above. */
function evaluate({ weights, count, rho, kernels, shifted, slope }: SecularEquation, j: number, x: number) {
  const split = j === count - 1 ? count - 1 : j + 1;
  const lower = kernels.poleSums(shifted.at, weights.at, 0, split, x, slope.at);
  const lowerSlope = slope.values[0]!;
  const upper = kernels.poleSums(shifted.at, weights.at, split, count, x, slope.at);
  const upperSlope = slope.values[0]!;
  return { lower, lowerSlope, upper, upperSlope, value: 1 / rho + lower + upper };
}

function iterate(equation: SecularEquation, j: number, low: number, high: number, start: number): number {
  const { count, rho, shifted } = equation;
  const last = j === count - 1;
  const before = shifted.values[last ? j - 1 : j]!;
  const after = shifted.values[last ? j : j + 1]!;
  let x = start;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const { value, lower, lowerSlope, upper, upperSlope } = evaluate(equation, j, x);
    const slopes = lowerSlope + upperSlope;
    const noise = 8 * (Math.abs(lower) + Math.abs(upper)) + 1 / rho + Math.abs(x) * slopes;
    if (Math.abs(value) <= Number.EPSILON * noise) return x;
    if (value < 0) low = x;
    else high = x;
    let step = middleWay(before - x, after - x, value, lowerSlope, upperSlope, last);
    // f rises everywhere, so the root lies the other way; Newton's step does.
    if (!(value * step < 0)) step = -value / slopes;
    let next = x + step;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (next === x || high - low <= 4 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high))) {
      return next;
    }
    x = next;
  }
  return x;
}

/** The step to the zero of the function with two poles that has f's value and the slopes of its two halves here. */
function middleWay(
  before: number,
  after: number,
  value: number,
  lowerSlope: number,
  upperSlope: number,
  last: boolean,
): number {
  const c = value - before * lowerSlope - after * upperSlope;
  const a = (before + after) * value - before * after * (lowerSlope + upperSlope);
  const b = before * after * value;
  const root = Math.sqrt(Math.max(0, a * a - 4 * b * c));
  if (last) return a >= 0 ? (a + root) / (2 * c) : (2 * b) / (a - root);
  return a <= 0 ? (a - root) / (2 * c) : (2 * b) / (a + root);
}

function sum(values: Float64Array, count: number): number {
  let result = 0;
  for (let i = 0; i < count; i++) result += values[i]!;
  return result;
}
