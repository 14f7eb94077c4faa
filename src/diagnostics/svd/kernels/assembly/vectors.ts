/*
 * Products of rows with a vector, and sums of rows, in float64 with two lanes. Addresses are bytes in the memory
 * that is handed in; `stride` is the distance of two rows in numbers.
 */

function sumOfLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** Sum of a[i] b[i]. */
export function dot(a: usize, b: usize, length: i32): f64 {
  const end: usize = (<usize>length) << 3;
  const endOfFours: usize = (<usize>(length & ~3)) << 3;
  let first = f64x2.splat(0);
  let second = f64x2.splat(0);
  let at: usize = 0;
  for (; at < endOfFours; at += 32) {
    first = f64x2.add(first, f64x2.mul(v128.load(a + at), v128.load(b + at)));
    second = f64x2.add(second, f64x2.mul(v128.load(a + at, 16), v128.load(b + at, 16)));
  }
  let sum = sumOfLanes(f64x2.add(first, second));
  for (; at < end; at += 8) sum += load<f64>(a + at) * load<f64>(b + at);
  return sum;
}

/** result[q] = row q · x for the given number of rows; four rows share the loads of x. */
export function rowDots(rows: usize, stride: i32, count: i32, x: usize, length: i32, result: usize): void {
  const step: usize = (<usize>stride) << 3;
  const end: usize = (<usize>length) << 3;
  const endOfPairs: usize = (<usize>(length & ~1)) << 3;
  let q = 0;
  for (; q + 3 < count; q += 4) {
    const row0 = rows + <usize>q * step;
    const row1 = row0 + step;
    const row2 = row1 + step;
    const row3 = row2 + step;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let at: usize = 0;
    for (; at < endOfPairs; at += 16) {
      const value = v128.load(x + at);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(row0 + at), value));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(row1 + at), value));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(row2 + at), value));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(row3 + at), value));
    }
    let t0 = sumOfLanes(s0);
    let t1 = sumOfLanes(s1);
    let t2 = sumOfLanes(s2);
    let t3 = sumOfLanes(s3);
    if (at < end) {
      const value = load<f64>(x + at);
      t0 += load<f64>(row0 + at) * value;
      t1 += load<f64>(row1 + at) * value;
      t2 += load<f64>(row2 + at) * value;
      t3 += load<f64>(row3 + at) * value;
    }
    const out = result + ((<usize>q) << 3);
    store<f64>(out, t0);
    store<f64>(out, t1, 8);
    store<f64>(out, t2, 16);
    store<f64>(out, t3, 24);
  }
  for (; q < count; q++) {
    store<f64>(result + ((<usize>q) << 3), dot(rows + <usize>q * step, x, length));
  }
}

/** y -= sum over q of factors[q] * row q; four rows share the loads and stores of y. */
export function subtractRows(
  rows: usize,
  stride: i32,
  count: i32,
  factors: usize,
  y: usize,
  length: i32,
): void {
  const step: usize = (<usize>stride) << 3;
  const end: usize = (<usize>length) << 3;
  const endOfPairs: usize = (<usize>(length & ~1)) << 3;
  let q = 0;
  for (; q + 3 < count; q += 4) {
    const row0 = rows + <usize>q * step;
    const row1 = row0 + step;
    const row2 = row1 + step;
    const row3 = row2 + step;
    const factor = factors + ((<usize>q) << 3);
    const f0 = v128.load64_splat(factor);
    const f1 = v128.load64_splat(factor, 8);
    const f2 = v128.load64_splat(factor, 16);
    const f3 = v128.load64_splat(factor, 24);
    let at: usize = 0;
    for (; at < endOfPairs; at += 16) {
      const front = f64x2.add(f64x2.mul(v128.load(row0 + at), f0), f64x2.mul(v128.load(row1 + at), f1));
      const back = f64x2.add(f64x2.mul(v128.load(row2 + at), f2), f64x2.mul(v128.load(row3 + at), f3));
      v128.store(y + at, f64x2.sub(v128.load(y + at), f64x2.add(front, back)));
    }
    if (at < end) {
      const sum =
        load<f64>(row0 + at) * load<f64>(factor) +
        load<f64>(row1 + at) * load<f64>(factor, 8) +
        (load<f64>(row2 + at) * load<f64>(factor, 16) + load<f64>(row3 + at) * load<f64>(factor, 24));
      store<f64>(y + at, load<f64>(y + at) - sum);
    }
  }
  for (; q < count; q++) {
    const row = rows + <usize>q * step;
    const factor = load<f64>(factors + ((<usize>q) << 3));
    const both = f64x2.splat(factor);
    let at: usize = 0;
    for (; at < endOfPairs; at += 16) {
      v128.store(y + at, f64x2.sub(v128.load(y + at), f64x2.mul(v128.load(row + at), both)));
    }
    if (at < end) store<f64>(y + at, load<f64>(y + at) - load<f64>(row + at) * factor);
  }
}

/** x *= factor. */
export function scale(x: usize, length: i32, factor: f64): void {
  const both = f64x2.splat(factor);
  const end: usize = (<usize>length) << 3;
  const endOfPairs: usize = (<usize>(length & ~1)) << 3;
  let at: usize = 0;
  for (; at < endOfPairs; at += 16) v128.store(x + at, f64x2.mul(v128.load(x + at), both));
  if (at < end) store<f64>(x + at, load<f64>(x + at) * factor);
}

/** (x, y) becomes (c x + s y, c y - s x). */
export function rotate(x: usize, y: usize, length: i32, c: f64, s: f64): void {
  const cs = f64x2.splat(c);
  const ss = f64x2.splat(s);
  const end: usize = (<usize>length) << 3;
  const endOfPairs: usize = (<usize>(length & ~1)) << 3;
  let at: usize = 0;
  for (; at < endOfPairs; at += 16) {
    const a = v128.load(x + at);
    const b = v128.load(y + at);
    v128.store(x + at, f64x2.add(f64x2.mul(cs, a), f64x2.mul(ss, b)));
    v128.store(y + at, f64x2.sub(f64x2.mul(cs, b), f64x2.mul(ss, a)));
  }
  if (at < end) {
    const a = load<f64>(x + at);
    const b = load<f64>(y + at);
    store<f64>(x + at, c * a + s * b);
    store<f64>(y + at, c * b - s * a);
  }
}
