import { scale, sourceIndex } from './elementwise';
import { constant, elementCount, Value } from './tape';

/** Sum over some axes (all by default), which keep size 1 or, without keepDims, vanish. */
export function sum(x: Value, axes: readonly number[] = x.shape.map((_, i) => i), keepDims = false): Value {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  const target = sourceIndex(kept, x.shape);
  const data = new Float64Array(elementCount(shape));
  x.data.forEach((value, i) => (data[target[i]!]! += value));
  return new Value(shape, data, [x], (gradient) => {
    const gx = x.gradient!;
    for (let i = 0; i < gx.length; i++) gx[i]! += gradient[target[i]!]!;
  });
}

export function mean(x: Value, axes?: readonly number[], keepDims = false): Value {
  const total = sum(x, axes, keepDims);
  return scale(total, total.data.length / x.data.length);
}

/** The largest value along the last axis, which keeps size 1; a constant: nothing flows back through it. */
export function maxOfLastAxis(x: Value): Value {
  const size = x.shape.at(-1)!;
  const data = Float64Array.from({ length: x.data.length / size }, (_, row) =>
    Math.max(...x.data.subarray(row * size, (row + 1) * size)),
  );
  return constant([...x.shape.slice(0, -1), 1], data);
}

export function reshape(x: Value, shape: readonly number[]): Value {
  return new Value(shape, x.data, [x], (gradient) => addTo(x.gradient!, gradient));
}

/** Axis i of the result is axis permutation[i] of x; by default the axes in reverse. */
export function transpose(
  x: Value,
  permutation: readonly number[] = x.shape.map((_, i) => x.shape.length - 1 - i),
): Value {
  const shape = permutation.map((axis) => x.shape[axis]!);
  const strides = permutation.map((axis) => elementCount(x.shape.slice(axis + 1)));
  const source = new Int32Array(x.data.length);
  for (let i = 0; i < source.length; i++) {
    let rest = i;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source[i]! += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
  }
  const data = Float64Array.from(source, (from) => x.data[from]!);
  return new Value(shape, data, [x], (gradient) => {
    const gx = x.gradient!;
    source.forEach((from, i) => (gx[from]! += gradient[i]!));
  });
}

/** A B for A [m, k] and B [k, n], either of them given as its transpose. */
export function matMul(
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): Value {
  if (transposeA) return matMul(transpose(a), b, { transposeB });
  if (transposeB) return matMul(a, transpose(b));
  const [m, k] = a.shape as [number, number];
  const [inner, n] = b.shape as [number, number];
  if (a.shape.length !== 2 || b.shape.length !== 2 || k !== inner) {
    throw new Error(`[${a.shape.join(', ')}] and [${b.shape.join(', ')}] cannot be multiplied.`);
  }
  return new Value([m, n], product(a.data, b.data, m, k, n), [a, b], (gradient) => {
    if (a.gradient) addTo(a.gradient, product(gradient, flipped(b.data, k, n), m, n, k));
    if (b.gradient) addTo(b.gradient, product(flipped(a.data, m, k), gradient, k, m, n));
  });
}

/** Four rows of b at a time: a quarter of the passes over c. */
function product(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    let t = 0;
    for (; t + 3 < k; t += 4) {
      const at = i * k + t;
      addFourRows(c, i * n, n, b, t * n, a[at]!, a[at + 1]!, a[at + 2]!, a[at + 3]!);
    }
    for (; t < k; t++) {
      const factor = a[i * k + t]!;
      for (let j = 0; j < n; j++) c[i * n + j]! += factor * b[t * n + j]!;
    }
  }
  return c;
}

function addFourRows(
  c: Float64Array,
  to: number,
  length: number,
  b: Float64Array,
  from: number,
  f0: number,
  f1: number,
  f2: number,
  f3: number,
): void {
  for (let j = 0; j < length; j++) {
    const at = from + j;
    c[to + j]! += f0 * b[at]! + f1 * b[at + length]! + f2 * b[at + 2 * length]! + f3 * b[at + 3 * length]!;
  }
}

function flipped(a: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = a[i * columns + j]!;
  }
  return result;
}

export function addTo(target: Float64Array, values: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i]! += values[i]!;
}
