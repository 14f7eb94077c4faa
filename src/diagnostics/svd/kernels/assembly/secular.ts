/* Sums and products over all poles of a secular equation: the inner loops of divide and conquer. */

function sumOfLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/**
 * The sum of weights[i] / (poles[i] - x), and at `slope` the sum of weights[i] / (poles[i] - x)², for
 * from <= i < to.
 */
export function poleSums(poles: usize, weights: usize, from: i32, to: i32, x: f64, slope: usize): f64 {
  let at: usize = (<usize>from) << 3;
  const end: usize = (<usize>to) << 3;
  const endOfPairs: usize = at + ((<usize>((to - from) & ~1)) << 3);
  const xs = f64x2.splat(x);
  const one = f64x2.splat(1);
  let values = f64x2.splat(0);
  let slopes = f64x2.splat(0);
  for (; at < endOfPairs; at += 16) {
    const inverse = f64x2.div(one, f64x2.sub(v128.load(poles + at), xs));
    const term = f64x2.mul(v128.load(weights + at), inverse);
    values = f64x2.add(values, term);
    slopes = f64x2.add(slopes, f64x2.mul(term, inverse));
  }
  let value = sumOfLanes(values);
  let squares = sumOfLanes(slopes);
  if (at < end) {
    const inverse = 1 / (load<f64>(poles + at) - x);
    const term = load<f64>(weights + at) * inverse;
    value += term;
    squares += term * inverse;
  }
  store<f64>(slope, squares);
  return value;
}

/** result[i] = poles[i] - x. */
export function differences(poles: usize, x: f64, length: i32, result: usize): void {
  const xs = f64x2.splat(x);
  const end: usize = (<usize>length) << 3;
  const endOfPairs: usize = (<usize>(length & ~1)) << 3;
  let at: usize = 0;
  for (; at < endOfPairs; at += 16) v128.store(result + at, f64x2.sub(v128.load(poles + at), xs));
  if (at < end) store<f64>(result + at, load<f64>(poles + at) - x);
}

/** products[i] *= gaps[i] / (poles[i] - pole) for from <= i < to. */
export function multiplyRatios(
  products: usize,
  gaps: usize,
  poles: usize,
  pole: f64,
  from: i32,
  to: i32,
): void {
  const own = f64x2.splat(pole);
  let at: usize = (<usize>from) << 3;
  const end: usize = (<usize>to) << 3;
  const endOfPairs: usize = at + ((<usize>((to - from) & ~1)) << 3);
  for (; at < endOfPairs; at += 16) {
    const ratio = f64x2.div(v128.load(gaps + at), f64x2.sub(v128.load(poles + at), own));
    v128.store(products + at, f64x2.mul(v128.load(products + at), ratio));
  }
  if (at < end) {
    const ratio = load<f64>(gaps + at) / (load<f64>(poles + at) - pole);
    store<f64>(products + at, load<f64>(products + at) * ratio);
  }
}

/** result[i] = z[i] / result[i], then all of them divided by their norm. */
export function normalisedQuotients(z: usize, length: i32, result: usize): void {
  const end: usize = (<usize>length) << 3;
  const endOfPairs: usize = (<usize>(length & ~1)) << 3;
  let squares = f64x2.splat(0);
  let at: usize = 0;
  for (; at < endOfPairs; at += 16) {
    const quotient = f64x2.div(v128.load(z + at), v128.load(result + at));
    v128.store(result + at, quotient);
    squares = f64x2.add(squares, f64x2.mul(quotient, quotient));
  }
  let sum = sumOfLanes(squares);
  if (at < end) {
    const quotient = load<f64>(z + at) / load<f64>(result + at);
    store<f64>(result + at, quotient);
    sum += quotient * quotient;
  }
  const factor = 1 / Math.sqrt(sum);
  const factors = f64x2.splat(factor);
  for (at = 0; at < endOfPairs; at += 16) {
    v128.store(result + at, f64x2.mul(v128.load(result + at), factors));
  }
  if (at < end) store<f64>(result + at, load<f64>(result + at) * factor);
}
