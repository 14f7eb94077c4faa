import { elementCount, scalar, Value } from './tape';

/** y = f(x), with dy/dx given from x and y. */
function map(x: Value, f: (x: number) => number, slope: (x: number, y: number) => number): Value {
  const data = x.data.map(f);
  return new Value(x.shape, data, [x], (gradient) => {
    const gx = x.gradient!;
    for (let i = 0; i < gx.length; i++) gx[i]! += gradient[i]! * slope(x.data[i]!, data[i]!);
  });
}

export const relu = (x: Value): Value =>
  map(
    x,
    (a) => (a > 0 ? a : 0),
    (a) => (a > 0 ? 1 : 0),
  );

export const leakyRelu = (x: Value): Value =>
  map(
    x,
    (a) => (a > 0 ? a : 0.2 * a),
    (a) => (a > 0 ? 1 : 0.2),
  );

export const tanh = (x: Value): Value => map(x, Math.tanh, (_, y) => 1 - y * y);

export const sigmoid = (x: Value): Value =>
  map(
    x,
    (a) => 1 / (1 + Math.exp(-a)),
    (_, y) => y * (1 - y),
  );

export const exp = (x: Value): Value => map(x, Math.exp, (_, y) => y);
export const log = (x: Value): Value => map(x, Math.log, (a) => 1 / a);
export const sqrt = (x: Value): Value => map(x, Math.sqrt, (_, y) => 0.5 / y);
export const abs = (x: Value): Value => map(x, Math.abs, Math.sign);

export const square = (x: Value): Value =>
  map(
    x,
    (a) => a * a,
    (a) => 2 * a,
  );

/** max(x, bound) with a constant bound. */
export const atLeast = (x: Value, bound: number): Value =>
  map(
    x,
    (a) => Math.max(a, bound),
    (a) => (a > bound ? 1 : 0),
  );

export const scale = (x: Value, factor: number): Value => mul(x, scalar(factor));

/** f(a, b) with both slopes; shapes broadcast as in numpy. */
function combine(
  a: Value,
  b: Value,
  f: (a: number, b: number) => number,
  slopeA: (a: number, b: number) => number,
  slopeB: (a: number, b: number) => number,
): Value {
  const shape = broadcastShape(a.shape, b.shape);
  const fromA = sourceIndex(a.shape, shape);
  const fromB = sourceIndex(b.shape, shape);
  const data = new Float64Array(elementCount(shape));
  for (let i = 0; i < data.length; i++) data[i] = f(a.data[fromA[i]!]!, b.data[fromB[i]!]!);
  return new Value(shape, data, [a, b], (gradient) => {
    const ga = a.gradient;
    const gb = b.gradient;
    for (let i = 0; i < data.length; i++) {
      const ia = fromA[i]!;
      const ib = fromB[i]!;
      if (ga !== undefined) ga[ia]! += gradient[i]! * slopeA(a.data[ia]!, b.data[ib]!);
      if (gb !== undefined) gb[ib]! += gradient[i]! * slopeB(a.data[ia]!, b.data[ib]!);
    }
  });
}

export const add = (a: Value, b: Value): Value =>
  combine(
    a,
    b,
    (x, y) => x + y,
    () => 1,
    () => 1,
  );

export const sub = (a: Value, b: Value): Value =>
  combine(
    a,
    b,
    (x, y) => x - y,
    () => 1,
    () => -1,
  );

export const mul = (a: Value, b: Value): Value =>
  combine(
    a,
    b,
    (x, y) => x * y,
    (_, y) => y,
    (x) => x,
  );

export const div = (a: Value, b: Value): Value =>
  combine(
    a,
    b,
    (x, y) => x / y,
    (_, y) => 1 / y,
    (x, y) => -x / (y * y),
  );

function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const sizeA = a[axis - rank + a.length] ?? 1;
    const sizeB = b[axis - rank + b.length] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      throw new Error(`Shapes [${a.join(', ')}] and [${b.join(', ')}] do not broadcast.`);
    }
    return sizeA === 1 ? sizeB : sizeA;
  });
}

/** For every element of the broadcast shape: the index of the element that it comes from. */
export function sourceIndex(source: readonly number[], shape: readonly number[]): Int32Array {
  const offset = shape.length - source.length;
  const index = new Int32Array(elementCount(shape));
  let filled = 1;
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    const sourceSize = source[axis - offset] ?? 1;
    const step = sourceSize === 1 ? 0 : stride;
    for (let k = 1; k < size; k++) {
      for (let i = 0; i < filled; i++) index[k * filled + i] = index[i]! + k * step;
    }
    filled *= size;
    stride *= sourceSize;
  }
  return index;
}
