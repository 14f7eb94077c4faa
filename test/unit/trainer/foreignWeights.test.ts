import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoints/checkpoint';
import { openCheckpoint } from '../../../src/checkpoints/openCheckpoint';
import type { EngineSession } from '../../../src/engines/engine';
import type { HostTensor, HostTensors } from '../../../src/network/hostTensor';
import { initialWeights } from '../../../src/network/initialWeights';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import type { WeightSource } from '../../../src/trainer/checkpointWeights';
import { CheckpointWeights } from '../../../src/trainer/checkpointWeights';
import { networkProgram } from '../../../src/training/networkProgram';
import { fixture, openAsCheckpoint } from '../checkpoints/support';
import { engine, modelOf } from '../support/models';

const model = modelOf({
  input: [4, 5, 2],
  layers: [
    { type: 'conv2d', name: 'c1', filters: 3, kernelSize: 2, batchNorm: true, activation: 'relu' },
    { type: 'flatten' },
    { type: 'dense', name: 'fc', units: 4, batchNorm: true, activation: 'relu' },
    { type: 'dense', name: 'out', units: 2 },
  ],
});

const expected = JSON.parse(readFileSync(fixture('flattened.json'), 'utf8')) as Readonly<
  Record<'x' | 'pytorch' | 'keras', readonly number[]>
>;

/** What the network gives for the samples of the fixtures. */
async function logitsOf(weights: HostTensors): Promise<readonly number[]> {
  let session: EngineSession | undefined;
  try {
    session = await (await engine('cpu')).open(weights);
    const x = { shape: [5, 4, 5, 2], data: Float32Array.from(expected.x) };
    return [...(await session.run(networkProgram(model), { x }))['logits']!.data];
  } finally {
    session?.close();
  }
}

/** The network's weights from a file, and what is told of them. */
async function taken(checkpoint: Checkpoint, source?: WeightSource) {
  const weights = new CheckpointWeights(checkpoint, model.plan, source);
  const values: Record<string, HostTensor> = {};
  for (const name of model.weightNames) values[name] = await weights.read(name, weights.tensorOf(name)!);
  await checkpoint.close();
  return { values, notes: weights.notes.join('\n') };
}

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  const error = Math.max(...found.map((value, i) => Math.abs(value - wanted[i]!)));
  expect(error).toBeLessThan(1e-5);
}

/** The weights of the network as a file has them, by name; those of PyTorch with the axes turned. */
const named = (entries: Readonly<Record<string, readonly number[]>>) =>
  encodeSafetensors(
    Object.fromEntries(
      Object.entries(entries).map(([name, shape]) => {
        const size = shape.reduce((product, length) => product * length, 1);
        return [name, { shape, data: Float32Array.from({ length: size }, (_, i) => 1 + i) }];
      }),
    ),
  );

const norm = (name: string, channels: number) => ({
  [`${name}.weight`]: [channels],
  [`${name}.bias`]: [channels],
  [`${name}.running_mean`]: [channels],
  [`${name}.running_var`]: [channels],
});

describe("a network with another program's weights", () => {
  it.each([
    ['flattened.pt', 'pytorch', /^.*c1 is model_state_dict\.module\.c1, the batch norm of c1 is .*\.bn1, /],
    ['flattened.safetensors', 'pytorch', /^Found under other names: the batch norm of c1 is bn1, /],
    ['flattened.onnx', 'pytorch', /inputs reordered from channels first, as the file's graph flattens/],
    ['flattened.keras', 'keras', /c1 is layers\/conv2d, .*fc is layers\/dense, .*batch_normalization_1/],
    ['flattened.h5', 'keras', /c1 is model_weights\/c1\/\w+\/c1, /],
  ] as const)('gives what that one gives: %s', async (file, program, told) => {
    const { values, notes } = await taken(await openCheckpoint(fixture(file)));
    expectClose(await logitsOf(values), expected[program]);
    expect(notes).toMatch(told);
    expect(notes).not.toMatch(/another network|Left out/);
    expect(/inputs reordered/.test(notes)).toBe(program === 'pytorch');
    expect(notes).toContain(
      program === 'pytorch'
        ? "c1, fc: batch norm's epsilon is 1e-5"
        : "c1: batch norm's epsilon is 2e-2 (of the file), Racecar's 1e-3; each moving variance is taken 1.9e-2 larger than in the file",
    );
  });

  it('gives that also from weights of Keras without the description of their model, but for its epsilons', async () => {
    const whole = await taken(await openCheckpoint(fixture('flattened.keras')));
    const { values, notes } = await taken(await openCheckpoint(fixture('flattened.weights.h5')));
    expect(notes).toMatch(/^Found under other names: c1 is layers\/conv2d, [^\n]*$/);
    for (const name of model.weightNames.filter((each) => !each.endsWith('movingVariance'))) {
      expect(values[name]).toEqual(whole.values[name]);
    }
    const variance = [...values['c1/movingVariance']!.data];
    expectClose(
      variance.map((value) => value + 0.02 - 0.001),
      [...whole.values['c1/movingVariance']!.data],
    );
  });

  it('takes the order of inputs that the config says', async () => {
    const forced = await taken(await openCheckpoint(fixture('flattened.safetensors')), {
      flatten: 'channelsLast',
    });
    expect(forced.notes).toContain('fc: inputs taken as channels last, as training.init.flatten says');
    const usual = await taken(await openCheckpoint(fixture('flattened.safetensors')));
    // [height, width, channel] of the one is [channel, height, width] of the other.
    const row = (values: HostTensors, index: number) => [
      ...values['fc/kernel']!.data.slice(index * 4, index * 4 + 4),
    ];
    expect(row(usual.values, (1 * 4 + 2) * 3 + 1)).toEqual(row(forced.values, 1 * 12 + 1 * 4 + 2));
  });

  it('takes what Racecar wrote as it is, whatever the config says', async () => {
    const own = initialWeights(model.plan, 3);
    const bytes = encodeSafetensors({ ...own, 'svd/fc/s': { shape: [1], data: Float32Array.of(1) } });
    const { values, notes } = await taken(await openAsCheckpoint(bytes, 'snapshot.safetensors'), {
      flatten: 'channelsFirst',
    });
    expect(values['fc/kernel']).toEqual(own['fc/kernel']);
    expect(notes).toMatch(/^fc: inputs taken as channels last, since Racecar wrote the file/);
  });

  it('tells where a variance is too small for what the epsilons differ by', async () => {
    const data = (value: number) => ({ shape: [3], data: Float32Array.of(value, 1, 1) });
    const tensors = {
      'c1.weight': { shape: [3, 2, 2, 2], data: new Float32Array(24) },
      'bn.running_mean': data(0),
      'bn.running_var': data(1e-5),
    };
    const checkpoint = await openAsCheckpoint(encodeSafetensors(tensors), 's.safetensors');
    const source = new CheckpointWeights(checkpoint, model.plan, { layers: ['c1'] });
    const { data: variance } = await source.read('c1/movingVariance', source.tensorOf('c1/movingVariance')!);
    expect(variance[0]).toBe(0);
    expect(variance[1]).toBeCloseTo(1 - 9.9e-4, 6);
    expect(source.notes.join('\n')).toMatch(/except in 1 channel of 3 whose variance is smaller/);
  });
});

describe("the layers of another program's file", () => {
  const sourceOf = async (entries: Readonly<Record<string, readonly number[]>>, source?: WeightSource) =>
    new CheckpointWeights(await openAsCheckpoint(named(entries), 'f.safetensors'), model.plan, source);

  it('that several may be are refused with their names', async () => {
    const source = await sourceOf({
      'model.fc.weight': [4, 36],
      'ema.fc.weight': [4, 36],
      'x.weight': [2, 2],
    });
    expect(() => source.tensorOf('fc/kernel')).toThrow('"fc" may be model.fc, ema.fc, expected one');
    const chosen = await sourceOf(
      { 'model.fc.weight': [4, 36], 'ema.fc.weight': [4, 36] },
      { names: { fc: 'ema.fc' } },
    );
    expect(chosen.tensorOf('fc/kernel')).toBe('ema.fc.weight');
  });

  it('are those below what all share, even where others end in the same', async () => {
    const source = await sourceOf({ 'module.fc.weight': [4, 36], 'module.head.fc.weight': [4, 36] });
    expect(source.tensorOf('fc/kernel')).toBe('module.fc.weight');
  });

  it('have the batch norm of as many channels; of two the one that is said', async () => {
    const entries = { 'fc.weight': [4, 36], ...norm('one', 4), ...norm('two', 4), ...norm('other', 7) };
    const source = await sourceOf(entries, { layers: ['fc'] });
    expect(() => source.tensorOf('fc/gamma')).toThrow('the batch norm of fc may be one, two, expected one');
    const said = await sourceOf(entries, { layers: ['fc'], names: { 'fc/batchNorm': 'two' } });
    expect(said.tensorOf('fc/movingVariance')).toBe('two.running_var');
    expect(said.notes).toEqual([]);
    const byOne = await sourceOf(entries, { layers: ['fc'], names: { 'fc/gamma': 'two.weight' } });
    expect(byOne.tensorOf('fc/beta')).toBe('two.bias');
    const wrong = await sourceOf(entries, { names: { 'fc/batchNorm': 'three' } });
    expect(() => wrong.tensorOf('fc/gamma')).toThrow('there is no three for "fc/batchNorm"');
  });

  it('have none that is beside the kernel of another layer, as in files of Racecar', async () => {
    const source = await sourceOf({
      'fc/kernel': [36, 4],
      'other/kernel': [4, 4],
      'other/gamma': [4],
      'other/movingMean': [4],
      'other/movingVariance': [4],
    });
    expect(source.tensorOf('fc/gamma')).toBeUndefined();
  });

  it('have those in the order of the file where they are as many, also when one layer alone is wanted', async () => {
    const { plan } = modelOf({
      input: [1, 4, 1],
      layers: [
        { type: 'flatten' },
        { type: 'dense', name: 'a', units: 4, batchNorm: true },
        { type: 'dense', name: 'b', units: 4, batchNorm: true },
      ],
    });
    const entries = { 'a.weight': [4, 4], 'b.weight': [4, 4], ...norm('second', 4), ...norm('first', 4) };
    const checkpoint = await openAsCheckpoint(named(entries), 's.safetensors');
    expect(() => new CheckpointWeights(checkpoint, plan).tensorOf('b/gamma')).toThrow(
      'the batch norm of b may be second, first, expected one',
    );
    const ordered = new CheckpointWeights({ ...checkpoint, format: 'pytorch' }, plan, { layers: ['b'] });
    expect(ordered.tensorOf('b/gamma')).toBe('first.weight');
    expect(ordered.notes).toEqual(['Found under other names: the batch norm of b is first']);
  });

  it('have the batch norm that follows them in a Sequential', async () => {
    const { plan } = modelOf({
      input: [4, 4, 1],
      layers: [
        { type: 'flatten' },
        { type: 'dense', name: 'a', units: 4, batchNorm: true },
        { type: 'dense', name: 'b', units: 4, batchNorm: true },
      ],
    });
    const entries = { '3.weight': [4, 4], '0.weight': [4, 16], ...norm('5', 4), ...norm('1', 4) };
    const checkpoint = await openAsCheckpoint(named(entries), 's.safetensors');
    const source = new CheckpointWeights(checkpoint, plan, { names: { a: '0', b: '3' } });
    expect(source.tensorOf('a/gamma')).toBe('1.weight');
    expect(source.tensorOf('b/gamma')).toBe('5.weight');
  });

  it('are told by their type where that is none of weights', async () => {
    const checkpoint = await openCheckpoint(fixture('state_dict.pt'));
    const { plan } = modelOf({
      input: [1, 2, 1],
      layers: [{ type: 'flatten' }, { type: 'dense', name: 'complex', units: 2 }],
    });
    const source = new CheckpointWeights(checkpoint, plan);
    const tensor = new CheckpointWeights(checkpoint, plan, { names: { complex: 'complex' } }).tensorOf(
      'complex/kernel',
    )!;
    await expect(source.read('complex/kernel', tensor)).rejects.toThrow(
      'complex/kernel: found "complex" of complex64, expected floating-point numbers',
    );
    await checkpoint.close();
  });
});
