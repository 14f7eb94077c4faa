/* Work on a symmetric matrix of which only the lower triangle, row by row, is read and written. */

function sumOfLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/**
 * y = A x for a symmetric A of the given size. Four rows go at a time, each entry serving twice, for its own row's sum and,
 * mirrored, for y: the triangle passes through the processor once.
 *
 * @param stride  numbers from one row to the next
 */
export function symmetricTimesVector(a: usize, stride: i32, size: i32, x: usize, y: usize): void {
  memory.fill(y, 0, (<usize>size) << 3);
  const step: usize = (<usize>stride) << 3;
  let i = 0;
  for (; i + 3 < size; i += 4) {
    const row0 = a + <usize>i * step;
    const row1 = row0 + step;
    const row2 = row1 + step;
    const row3 = row2 + step;
    const end: usize = (<usize>i) << 3;
    const own = x + end;
    const x0 = v128.load64_splat(own);
    const x1 = v128.load64_splat(own, 8);
    const x2 = v128.load64_splat(own, 16);
    const x3 = v128.load64_splat(own, 24);
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    // i is a multiple of four, so two pairs at a time leave no rest.
    for (let at: usize = 0; at < end; at += 32) {
      let a0 = v128.load(row0 + at);
      let a1 = v128.load(row1 + at);
      let a2 = v128.load(row2 + at);
      let a3 = v128.load(row3 + at);
      let other = v128.load(x + at);
      s0 = f64x2.add(s0, f64x2.mul(a0, other));
      s1 = f64x2.add(s1, f64x2.mul(a1, other));
      s2 = f64x2.add(s2, f64x2.mul(a2, other));
      s3 = f64x2.add(s3, f64x2.mul(a3, other));
      let mirrored = f64x2.add(
        f64x2.add(f64x2.mul(a0, x0), f64x2.mul(a1, x1)),
        f64x2.add(f64x2.mul(a2, x2), f64x2.mul(a3, x3)),
      );
      v128.store(y + at, f64x2.add(v128.load(y + at), mirrored));

      a0 = v128.load(row0 + at, 16);
      a1 = v128.load(row1 + at, 16);
      a2 = v128.load(row2 + at, 16);
      a3 = v128.load(row3 + at, 16);
      other = v128.load(x + at, 16);
      s0 = f64x2.add(s0, f64x2.mul(a0, other));
      s1 = f64x2.add(s1, f64x2.mul(a1, other));
      s2 = f64x2.add(s2, f64x2.mul(a2, other));
      s3 = f64x2.add(s3, f64x2.mul(a3, other));
      mirrored = f64x2.add(
        f64x2.add(f64x2.mul(a0, x0), f64x2.mul(a1, x1)),
        f64x2.add(f64x2.mul(a2, x2), f64x2.mul(a3, x3)),
      );
      v128.store(y + at, f64x2.add(v128.load(y + at, 16), mirrored), 16);
    }
    store<f64>(y + end, sumOfLanes(s0));
    store<f64>(y + end, sumOfLanes(s1), 8);
    store<f64>(y + end, sumOfLanes(s2), 16);
    store<f64>(y + end, sumOfLanes(s3), 24);
    addTriangle(row0 + end, step, 4, own, y + end);
  }
  for (; i < size; i++) {
    const row = a + <usize>i * step;
    const end: usize = (<usize>i) << 3;
    const own = load<f64>(x + end);
    let sum: f64 = 0;
    for (let at: usize = 0; at < end; at += 8) {
      const value = load<f64>(row + at);
      sum += value * load<f64>(x + at);
      store<f64>(y + at, load<f64>(y + at) + value * own);
    }
    store<f64>(y + end, sum + load<f64>(row + end) * own);
  }
}

/** y += A x for a small symmetric A. */
function addTriangle(a: usize, step: usize, size: i32, x: usize, y: usize): void {
  for (let i = 0; i < size; i++) {
    const row = a + <usize>i * step;
    const own = (<usize>i) << 3;
    let sum: f64 = load<f64>(row + own) * load<f64>(x + own);
    for (let at: usize = 0; at < own; at += 8) {
      const value = load<f64>(row + at);
      sum += value * load<f64>(x + at);
      store<f64>(y + at, load<f64>(y + at) + value * load<f64>(x + own));
    }
    store<f64>(y + own, load<f64>(y + own) + sum);
  }
}

/** A -= v wᵀ + w vᵀ, on the lower triangle. */
export function rankTwoUpdate(a: usize, stride: i32, size: i32, v: usize, w: usize): void {
  const step: usize = (<usize>stride) << 3;
  for (let i = 0; i < size; i++) {
    const row = a + <usize>i * step;
    const own = (<usize>i) << 3;
    const vi = load<f64>(v + own);
    const wi = load<f64>(w + own);
    const vs = f64x2.splat(vi);
    const ws = f64x2.splat(wi);
    const end: usize = own + 8;
    const endOfPairs: usize = (<usize>((i + 1) & ~1)) << 3;
    let at: usize = 0;
    for (; at < endOfPairs; at += 16) {
      const update = f64x2.add(f64x2.mul(vs, v128.load(w + at)), f64x2.mul(ws, v128.load(v + at)));
      v128.store(row + at, f64x2.sub(v128.load(row + at), update));
    }
    if (at < end) {
      const update = vi * load<f64>(w + at) + wi * load<f64>(v + at);
      store<f64>(row + at, load<f64>(row + at) - update);
    }
  }
}
