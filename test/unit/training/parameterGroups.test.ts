import { tensor, zeros } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { adam } from '../../../src/training/optimizers/adam';
import { joined, separated, updatedTogether } from '../../../src/training/parameterGroups';

const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

describe('parameters', () => {
  const state = {
    'a/kernel': zeros([100, 100]),
    'a/bias': zeros([100]),
    'b/kernel': zeros([100, 2]),
    'b/bias': zeros([2]),
  };
  const names = Object.keys(state);

  it('are updated together where they are small', () => {
    expect(updatedTogether(names, state, adam(ADAM as never))).toEqual([
      ['a/kernel'],
      ['a/bias', 'b/kernel', 'b/bias'],
    ]);
  });

  it('are updated apart from kernels where these decay', () => {
    expect(updatedTogether(names, state, adam(ADAM as never, 0.1))).toEqual([
      ['a/kernel'],
      ['a/bias', 'b/bias'],
      ['b/kernel'],
    ]);
  });

  it('come out of the vector that they were joined into as they were', () => {
    const tensors = [tensor([1, 2, 3]), tensor([4, 5, 6, 7], [2, 2]), tensor(8, [])];
    const parts = separated(
      joined(tensors),
      tensors.map(({ shape }) => shape),
    );
    expect(parts.map((part) => part.arraySync())).toEqual([
      [1, 2, 3],
      [
        [4, 5],
        [6, 7],
      ],
      8,
    ]);
  });
});
