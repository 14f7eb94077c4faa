import { UserError } from '../config/userError';
import { Random } from '../random/random';
import { sampleSize, type Dataset, type Split } from './dataset';

/**
 * Moves a share of the training samples to a validation split: a random draw from each class in proportion to its
 * size. Both splits keep the samples' order.
 */
export function withValidation(dataset: Dataset, share: number, seed: number): Dataset {
  if (share === 0) return dataset;
  const { train } = dataset;
  const count = Math.max(1, Math.round(share * train.count));
  if (count >= train.count) {
    throw new UserError(
      `validation is ${share}, which takes ${count} of ${train.count} training samples and leaves none to train on`,
      { hint: 'Lower validation, or give more training samples.' },
    );
  }
  const held = new Set(draw(train.labels, count, seed));
  const indices = Array.from({ length: train.count }, (_, i) => i);
  const size = sampleSize(dataset);
  return {
    ...dataset,
    train: select(
      train,
      indices.filter((i) => !held.has(i)),
      size,
    ),
    validation: select(
      train,
      indices.filter((i) => held.has(i)),
      size,
    ),
  };
}

/** The indices of `count` samples, from each class its part of them (largest remainders are rounded up). */
function draw(labels: Int32Array, count: number, seed: number): number[] {
  const byClass = new Map<number, number[]>();
  labels.forEach((label, i) => {
    const members = byClass.get(label);
    if (members === undefined) byClass.set(label, [i]);
    else members.push(i);
  });
  const quotas = [...byClass].map(([label, members]) => {
    const exact = (count * members.length) / labels.length;
    const whole = Math.floor(exact);
    return { label, members, whole, remainder: exact - whole };
  });
  let missing = count - quotas.reduce((sum, { whole }) => sum + whole, 0);
  quotas.sort((a, b) => b.remainder - a.remainder || a.label - b.label);
  return quotas.flatMap(({ label, members, whole }) => {
    const order = new Random('validation', seed, label).permutation(members.length);
    const taken = whole + (missing-- > 0 ? 1 : 0);
    return Array.from(order.subarray(0, taken), (i) => members[i]!);
  });
}

/** A copy of the samples with these indices, their labels and factors. */
function select(split: Split, indices: readonly number[], size: number): Split {
  const make = split.samples instanceof Uint8Array ? Uint8Array : Float32Array;
  const samples = new make(indices.length * size);
  indices.forEach((from, to) =>
    samples.set(split.samples.subarray(from * size, (from + 1) * size), to * size),
  );
  const factors = Object.entries(split.factors ?? {}).map(([name, values]) => [
    name,
    Float32Array.from(indices, (i) => values[i]!),
  ]);
  return {
    count: indices.length,
    samples,
    labels: Int32Array.from(indices, (i) => split.labels[i]!),
    ...(split.factors && { factors: Object.fromEntries(factors) }),
  };
}
