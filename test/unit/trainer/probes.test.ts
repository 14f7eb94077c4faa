import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/data/dataset';
import { selectProbes } from '../../../src/trainer/probes';
import { keptDirections } from '../../../src/trainer/snapshot';

function dataset(labels: readonly number[], classes: number): Dataset {
  const split = {
    count: labels.length,
    samples: new Uint8Array(labels.length),
    labels: Int32Array.from(labels),
  };
  const classNames = Array.from({ length: classes }, (_, i) => String(i));
  return { shape: [1, 1, 1], classNames, scale: 1, train: split, test: split };
}

describe('the probes of a training', () => {
  it('are the first samples of each class in turn', () => {
    const { indices, labels } = selectProbes(
      dataset([0, 0, 0, 2, 1, 2], 3),
      Uint32Array.of(0, 1, 2, 3, 4, 5),
      5,
    );
    expect([...indices]).toEqual([0, 4, 3, 1, 5]);
    expect([...labels]).toEqual([0, 1, 2, 0, 2]);
  });

  it('are followed by the rest of their chunk, each sample once', () => {
    const { chunk, indices } = selectProbes(dataset([0, 0, 1, 1], 2), Uint32Array.of(0, 1, 2, 3), 2);
    expect([...chunk.subarray(0, 2)]).toEqual([...indices]);
    expect([...chunk].sort()).toEqual([0, 1, 2, 3]);
  });

  it('are no more than there are samples, even when classes have none', () => {
    const { count } = selectProbes(dataset([3], 5), Uint32Array.of(0), 16);
    expect(count).toBe(1);
  });
});

describe('the singular directions that a snapshot keeps', () => {
  it('are all of a small kernel', () => {
    expect(keptDirections(new Float64Array(256))).toHaveLength(256);
  });

  it('are those of a large one with the largest sigma and with the most data energy', () => {
    const energy = new Float64Array(300);
    energy.fill(0.01, 200, 232);
    const kept = keptDirections(energy);
    expect(kept).toEqual([...Array(32).keys(), ...Array.from({ length: 32 }, (_, i) => 200 + i)]);
  });
});
