import { describe, expect, it } from 'vitest';
import { moduleUse } from '../../../src/checkpoints/pickle/moduleUse';
import type { PickleValue } from '../../../src/checkpoints/pickle/values';
import { PickleDict, PickleRefused, PickleTuple } from '../../../src/checkpoints/pickle/values';

function stateOf(entries: Readonly<Record<string, PickleValue>>): PickleDict {
  const state = new PickleDict();
  state.pairs.push(...Object.entries(entries));
  return state;
}

const pair = (first: PickleValue, second: PickleValue) => new PickleTuple([first, second]);
const convolution = { stride: pair(2, 1), dilation: pair(1, 3), groups: 2, padding: pair(1, 0) };

describe('the state of a pickled module', () => {
  it("tells a batch norm's epsilon, of its moving variance alone", () => {
    const state = stateOf({ training: false, eps: 0.1 });
    expect(moduleUse(state, 'running_var')).toEqual({ epsilon: 0.1 });
    expect(moduleUse(state, 'running_mean')).toBeUndefined();
    expect(moduleUse(state, 'weight')).toBeUndefined();
  });

  it.each<[PickleValue]>([[-1], [NaN], [Infinity], ['1e-5'], [null], [new PickleRefused('os.system', 'x')]])(
    'tells none where that is %s',
    (eps) => expect(moduleUse(stateOf({ eps }), 'running_var')).toBeUndefined(),
  );

  it('tells none far behind what modules have', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`own${at}`, at]));
    expect(moduleUse(stateOf({ ...many, eps: 0.1 }), 'running_var')).toBeUndefined();
  });

  it('tells how a convolution steps and pads', () => {
    expect(moduleUse(stateOf({ ...convolution, padding_mode: 'zeros' }), 'weight')).toEqual({
      convolutions: [
        {
          ...{ strides: [2, 1], dilations: [1, 3], groups: 2 },
          padding: [
            [1, 1],
            [0, 0],
          ],
        },
      ],
    });
    const rule = stateOf({ ...convolution, padding: 'same', padding_mode: 'circular' });
    expect(moduleUse(rule, 'weight')!.convolutions).toMatchObject([
      { padding: 'same', padsWith: 'circular' },
    ]);
    const other = moduleUse(stateOf({ ...convolution, padding: pair('a', 1) }), 'weight')!;
    expect(other.convolutions![0]!.padding).toBeUndefined();
  });

  it('tells nothing of a transposed one, nor of what is none', () => {
    expect(moduleUse(stateOf({ ...convolution, transposed: true }), 'weight')).toBeUndefined();
    expect(moduleUse(stateOf({ stride: 2, dilation: 1, groups: 1 }), 'weight')).toBeUndefined();
  });
});
