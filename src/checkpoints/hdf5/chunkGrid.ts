import { sizeOf } from '../../config/networkPlan';
import { rowMajorStrides } from '../storedValues';
import type { ChunkedLayout } from './chunkedLayout';

/** How the chunks of a data set are numbered in an array of all that there may be. */
export interface ChunkGrid {
  /** The index after that of the last chunk that the data set has now. */
  readonly limit: number;
  /** The first value of a chunk, along each axis. */
  startOf(index: number): number[];
  /** The chunks that the data set has now. */
  chunks(): Generator<{ readonly index: number; readonly start: number[] }>;
}

/** Row by row, but the axis that grows without limit comes first: HDF5 File Format Specification 3.0, appendix C. */
export function chunkGrid(
  { chunk, maxShape }: Pick<ChunkedLayout, 'chunk' | 'maxShape'>,
  shape: readonly number[],
): ChunkGrid {
  const axes = maxShape.map((_, axis) => axis);
  const growing = maxShape.indexOf(-1);
  const slowestFirst = growing < 0 ? axes : [growing, ...axes.filter((axis) => axis !== growing)];
  const strides = axes.map(() => 1);
  let stride = 1;
  for (const axis of slowestFirst.toReversed()) {
    strides[axis] = stride;
    stride *= Math.max(1, Math.ceil(maxShape[axis]! / chunk[axis]!));
  }
  const counts = shape.map((size, axis) => Math.ceil(size / chunk[axis]!));
  const indexOf = (position: readonly number[]) =>
    position.reduce((sum, at, axis) => sum + at * strides[axis]!, 0);
  return {
    limit: 1 + indexOf(counts.map((count) => count - 1)),
    startOf(index) {
      const start = axes.map(() => 0);
      let rest = index;
      for (const axis of slowestFirst) {
        start[axis] = Math.floor(rest / strides[axis]!) * chunk[axis]!;
        rest %= strides[axis]!;
      }
      return start;
    },
    *chunks() {
      const now = rowMajorStrides(counts);
      for (let i = 0; i < sizeOf(counts); i++) {
        const position = counts.map((count, axis) => Math.floor(i / now[axis]!) % count);
        yield { index: indexOf(position), start: position.map((at, axis) => at * chunk[axis]!) };
      }
    },
  };
}

/** Whether a chunk's first value lies in a data set. */
export function isWithin(start: readonly number[], shape: readonly number[]): boolean {
  return start.every((at, axis) => at >= 0 && at < shape[axis]!);
}

/** Whether a chunk reaches beyond a data set. */
export function isPartial(
  start: readonly number[],
  chunk: readonly number[],
  shape: readonly number[],
): boolean {
  return start.some((at, axis) => at + chunk[axis]! > shape[axis]!);
}
