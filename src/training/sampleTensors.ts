import type { Dataset, Split } from '../data/dataset';
import { sampleSize } from '../data/dataset';
import type { HostTensor } from '../network/hostTensor';

/** A batch as the programs take it. */
export interface BatchTensors {
  /** [batch, height, width, channels] */
  readonly x: HostTensor;
  /** One-hot, [batch, units] */
  readonly y: HostTensor;
}

/** @param units of the output layer, at least the number of classes */
export function batchTensors(
  dataset: Pick<Dataset, 'shape' | 'scale'>,
  split: Split,
  indices: ArrayLike<number>,
  units: number,
): BatchTensors {
  const size = sampleSize(dataset);
  const count = indices.length;
  const x = new Float32Array(count * size);
  const y = new Float32Array(count * units);
  for (let i = 0; i < count; i++) {
    const index = indices[i]!;
    const from = index * size;
    const to = i * size;
    for (let j = 0; j < size; j++) x[to + j] = split.samples[from + j]! * dataset.scale;
    y[i * units + split.labels[index]!] = 1;
  }
  return { x: { shape: [count, ...dataset.shape], data: x }, y: { shape: [count, units], data: y } };
}

/** Cuts 0 … count-1 into runs of as equal a size as possible, none larger than `largest`. */
export function evenChunks(count: number, largest: number): Uint32Array[] {
  const chunks = Math.ceil(count / largest);
  return Array.from({ length: chunks }, (_, chunk) => {
    const start = Math.floor((count * chunk) / chunks);
    const end = Math.floor((count * (chunk + 1)) / chunks);
    return Uint32Array.from({ length: end - start }, (_, i) => start + i);
  });
}
