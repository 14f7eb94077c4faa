import type { Tensor } from '@tensorflow/tfjs-core';
import { concat, reshape, slice } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../network/network';
import type { Optimizer } from './optimizers/optimizer';

/** Parameters up to this many entries take less time to copy than to call the update's operations for each of them. */
const MOST_ENTRIES = 4096;

export const isKernel = (parameter: string) => parameter.endsWith('/kernel');

/**
 * Which parameters are updated in one call: the small ones together, which are biases and batch norm's weights for the
 * most part, and every other by itself. Optimizers treat each entry for itself, so that nothing but time depends on it.
 *
 * @param state has the parameters by name
 */
export function updatedTogether(
  parameters: readonly string[],
  state: NamedTensors,
  { tellsKernelsApart = false }: Optimizer,
): string[][] {
  const groups = new Map<string, string[]>();
  for (const name of parameters) {
    const kind = tellsKernelsApart && isKernel(name) ? 'small kernels' : 'small';
    const key = state[name]!.size <= MOST_ENTRIES ? kind : name;
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()];
}

/** Tensors as one vector, one after the other; a single one as it is. */
export function joined(tensors: readonly Tensor[]): Tensor {
  if (tensors.length === 1) return tensors[0]!;
  return concat(tensors.map((tensor) => reshape(tensor, [-1])));
}

/** The parts of what `joined` made, by their shapes. */
export function separated(values: Tensor, shapes: readonly (readonly number[])[]): Tensor[] {
  if (shapes.length === 1) return [values];
  let begin = 0;
  return shapes.map((shape) => {
    const size = shape.reduce((product, side) => product * side, 1);
    const part = slice(values, [begin], [size]);
    begin += size;
    return reshape(part, [...shape]);
  });
}
