import { UserError } from '../config/userError';
import type { TensorResult } from '../messages/inspectorMessages';
import type { Inspection } from './inspection';

/** Values that are shown of a tensor. */
const SAMPLE = 4096;

/** @throws UserError where the tensor is not there or cannot be read */
export async function tensorStatistics(
  { checkpoint }: Inspection,
  name: string,
  signal?: AbortSignal,
): Promise<TensorResult> {
  const tensor = checkpoint.tensors.find(({ info }) => info.name === name)?.info;
  if (tensor === undefined) {
    throw new UserError(`There is no tensor "${name}".`, { place: { file: checkpoint.file } });
  }
  const values = await checkpoint.readTensor(name, signal === undefined ? {} : { signal });
  let [min, max, sum, squares, zeros, count] = [Infinity, -Infinity, 0, 0, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    squares += value * value;
    if (value === 0) zeros++;
  }
  const mean = sum / count;
  const step = Math.max(1, Math.ceil(values.length / SAMPLE));
  const isEmpty = count === 0;
  return {
    tensor,
    min: isEmpty ? null : min,
    max: isEmpty ? null : max,
    mean: isEmpty ? null : mean,
    standardDeviation: isEmpty ? null : Math.sqrt(Math.max(0, squares / count - mean * mean)),
    zeros,
    notFinite: values.length - count,
    sample: Float64Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step]!),
    step,
  };
}
