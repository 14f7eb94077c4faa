import { sizeOf } from '../config/networkPlan';
import type { Values } from './dtypes';
import { rowMajorStrides } from './storedValues';

/** Numbers of which each goes for a block of a tensor. */
export interface BlockNumbers {
  readonly values: Values;
  /** Lengths of a block along the tensor's axes; the last one may reach beyond its end. */
  readonly block: readonly number[];
}

/** (q - zero) * scale of every value of a tensor, as float32. @param zeros with the blocks of the scales */
export function blockScaled(
  values: Values,
  shape: readonly number[],
  { values: scales, block }: BlockNumbers,
  zeros?: Values,
): Float32Array {
  const strides = rowMajorStrides(blockCounts(shape, block));
  const result = new Float32Array(values.length);
  const columns = shape.at(-1) ?? 1;
  const lastBlock = block.at(-1) ?? 1;
  for (let row = 0; row * columns < values.length; row++) {
    let first = 0;
    let rest = row;
    for (let axis = shape.length - 2; axis >= 0; axis--) {
      first += Math.floor((rest % shape[axis]!) / block[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const group = first + Math.floor(column / lastBlock);
      result[at] = (values[at]! - (zeros?.[group] ?? 0)) * scales[group]!;
    }
  }
  return result;
}

/** How many blocks a tensor has along each axis. */
export function blockCounts(shape: readonly number[], block: readonly number[]): number[] {
  return shape.map((length, axis) => Math.ceil(length / block[axis]!));
}

/**
 * The blocks of a tensor that have a scale each, from the two shapes alone: the whole tensor, its rows, or blocks of a power
 * of two, or of equal parts, along each axis. Undefined where none fits.
 *
 * @param scale with one axis it is one for each row, which is an output in PyTorch
 */
export function blocksOf(shape: readonly number[], scale: readonly number[]): readonly number[] | undefined {
  if (sizeOf(scale) === 1) return shape;
  if (scale.length === 1 && scale[0] !== shape[0]) return undefined;
  const counts = scale.length === 1 ? [...scale, ...shape.slice(1).map(() => 1)] : scale;
  if (counts.length !== shape.length) return undefined;
  const block = shape.map((length, axis) => blockLength(length, counts[axis]!));
  return block.every((length) => length !== undefined) ? block : undefined;
}

function blockLength(length: number, count: number): number | undefined {
  if (count === 1) return length;
  if (count < 1 || count > length) return undefined;
  // At most one power of two gives two blocks or more.
  for (let power = 1; power < length; power *= 2) if (Math.ceil(length / power) === count) return power;
  return length % count === 0 ? length / count : undefined;
}
