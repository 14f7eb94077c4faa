import { describe, expect, it } from 'vitest';
import type { TrainRequest } from '../../../src/messages/trainerMessages';
import { parseGridKey } from '../../../src/trainer/gridText';
import type { SetPlan } from '../../../src/trainer/trainingSet';
import { planSet } from '../../../src/trainer/trainingSet';
import { GOOD_CONFIG } from '../support/goodConfig';

describe('the values of a grid', () => {
  it.each([
    ['a.b=1e-7,1e-6', [1e-7, 1e-6]],
    ['a.b= adam , true, "x,y"', ['adam', true, 'x,y']],
    [
      'a.b=[1e-6,1e-7],[1,2]',
      [
        [1e-6, 1e-7],
        [1, 2],
      ],
    ],
    ['a.b=log:1e-7..1e-5:3', [1e-7, 1e-6, 1e-5]],
    ['a.b=lin:0..1:5', [0, 0.25, 0.5, 0.75, 1]],
  ])('%s are read', (text, values) => {
    expect(parseGridKey(text)).toEqual({ key: 'a.b', path: ['a', 'b'], values });
  });

  it.each([
    ['a', 'expected key=value'],
    ['a=', 'a value before and after each comma'],
    ['a=1,,2', 'a value before and after each comma'],
    ['a=1,1.0', 'each value once, not 1 twice'],
    ['a=log:0..1:3', 'above 0'],
    ['a=log:1e-7..1e-5', 'as in log:1e-7..1e-5:3'],
  ])('%s are none', (text, message) => {
    expect(() => parseGridKey(text)).toThrow(message);
  });
});

describe('a set of trainings', () => {
  const request: TrainRequest = {
    ...{ kind: 'train', configFile: '/x/peak.racecar.json', configText: GOOD_CONFIG },
    ...{ runsDirectory: '/x/runs', engine: 'wasm' },
  };
  const plan = (change: Partial<SetPlan>): SetPlan => ({
    request,
    modes: [undefined],
    grid: [],
    seeds: 1,
    ...change,
  });
  const mode = (value: string) => ({ path: ['regularization', 'mode'], value, source: `mode ${value}` });

  it('is every mode with every combination and seed, the last changing fastest', async () => {
    const { members, set } = await planSet(
      plan({
        modes: [mode('rr'), mode('ort')],
        grid: [parseGridKey('training.epochs=1,2'), parseGridKey('regularization.rr.lambda=1e-7,1e-6')],
        seeds: 2,
      }),
    );
    expect(members.map(({ title }) => title)).toEqual([
      ...['1', '2'].flatMap((epochs) =>
        ['1e-7', '1e-6'].flatMap((lambda) =>
          [0, 1].map((seed) => `peak · rr · epochs ${epochs} · lambda ${lambda} · seed ${seed}`),
        ),
      ),
      ...['1', '2'].flatMap((epochs) => [0, 1].map((seed) => `peak · ort · epochs ${epochs} · seed ${seed}`)),
    ]);
    expect(set).toEqual({
      id: expect.stringMatching(/^set-\d{8}-\d{6}-[0-9a-f]{4}$/) as string,
      label: 'peak · rr, ort · epochs 1, 2 · lambda 1e-7, 1e-6 · 2 seeds',
      keys: ['regularization.mode', 'training.epochs', 'regularization.rr.lambda', 'training.seed'],
    });
    for (const { request: each } of members) expect(each.set).toEqual(set);
  });

  it('is none where it is one training alone', async () => {
    const { members, set } = await planSet(plan({}));
    expect(members).toHaveLength(1);
    expect([set, members[0]!.request.set]).toEqual([undefined, undefined]);
  });

  it.each([
    [{ grid: ['training.epochs=1', 'training.epochs=2'] }, 'the grid has training.epochs twice'],
    [{ grid: ['regularization.mode=std,rr'] }, 'is not for a grid'],
    [{ grid: ['training.seed=1,2'], seeds: 2 }, '--seeds says too'],
    [{ grid: ['training.epochs=0,1'] }, 'training.epochs: found 0'],
    [{ grid: ['training.seed=lin:0..999:1000', 'training.epochs=1,2'] }, 'more than 1000 trainings'],
  ])('%j is refused', async ({ grid, ...rest }, message) => {
    const asked = plan({ ...rest, grid: grid.map((text) => parseGridKey(text)) });
    await expect(planSet(asked)).rejects.toThrow(message);
  });
});
