import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoints/checkpoint';
import { kerasLayerUse } from '../../../src/checkpoints/kerasLayerUse';
import type { Kernel } from '../../../src/checkpoints/kernels';
import { openCheckpoint } from '../../../src/checkpoints/openCheckpoint';
import type { TensorUse } from '../../../src/checkpoints/tensorUse';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { convolutionNote } from '../../../src/trainer/checkpointConvolutions';
import type { WeightSource } from '../../../src/trainer/checkpointWeights';
import { CheckpointWeights } from '../../../src/trainer/checkpointWeights';
import { networkProgram } from '../../../src/training/networkProgram';
import { fixture, openAsCheckpoint } from '../checkpoints/support';
import { engine, modelOf } from '../support/models';

type Model = ReturnType<typeof modelOf>;
type Layer = Readonly<Record<string, unknown>>;

const ANOTHER =
  "what runs is another network with the file's weights, and its numbers are not those of the file's";

/** Takes all weights of the network that the file has. */
async function taken(checkpoint: Checkpoint, { plan, weightNames }: Model, source?: WeightSource) {
  const weights = new CheckpointWeights(checkpoint, plan, source);
  const values: Record<string, { shape: readonly number[]; data: Float32Array }> = {};
  for (const name of weightNames) {
    const tensor = weights.tensorOf(name);
    if (tensor !== undefined) values[name] = await weights.read(name, tensor);
  }
  await checkpoint.close();
  return { values, notes: weights.notes };
}

/** A file with tensors of the given shapes. */
const fileOf = (shapes: Readonly<Record<string, readonly number[]>>, name = 'f.safetensors') =>
  openAsCheckpoint(
    encodeSafetensors(
      Object.fromEntries(
        Object.entries(shapes).map(([tensor, shape]) => {
          const size = shape.reduce((product, length) => product * length, 1);
          return [tensor, { shape, data: new Float32Array(size).fill(0.5) }];
        }),
      ),
    ),
    name,
  );

/** The same checkpoint, of which the model's description says something of the kernel. */
const described = (checkpoint: Checkpoint, kernel: string, use: TensorUse): Checkpoint => ({
  ...checkpoint,
  tensors: checkpoint.tensors.map((tensor) => (tensor.info.name === kernel ? { ...tensor, use } : tensor)),
});

const norm = (name: string, channels: number) => ({
  [`${name}.weight`]: [channels],
  [`${name}.bias`]: [channels],
  [`${name}.running_mean`]: [channels],
  [`${name}.running_var`]: [channels],
});

describe('a convolution whose file pads both sides', () => {
  /** The network of strided.pt but for the size of its images, which decides how "same" pads. */
  const strided = (size: number) =>
    modelOf({
      input: [size, size, 1],
      layers: [
        {
          ...{ type: 'conv2d', name: 'c', filters: 2, kernelSize: 3, strides: 2, padding: 'same' },
          ...{ batchNorm: true, activation: 'leakyRelu' },
        },
        { type: 'flatten' },
        { type: 'dense', name: 'out', units: 2 },
      ],
    });
  const names = { c: '0', out: '4' };

  it.each(['strided.pt', 'strided.onnx'])('is the same where "same" does so too: %s', async (file) => {
    const model = strided(5);
    const { values, notes } = await taken(await openCheckpoint(fixture(file)), model, { names });
    const { x, pytorch } = JSON.parse(readFileSync(fixture('strided.json'), 'utf8')) as Record<
      'x' | 'pytorch',
      readonly number[]
    >;
    const session = await (await engine('cpu')).open(values);
    const input = { shape: [4, 5, 5, 1], data: Float32Array.from(x) };
    const { data } = (await session.run(networkProgram(model), { x: input }))['logits']!;
    session.close();
    for (const [at, value] of pytorch.entries()) expect(data[at]).toBeCloseTo(value, 5);
    expect(notes.join('\n')).not.toMatch(/another network|Left out/);
    // Of the module that was saved whole, whose state dict would not tell.
    expect(notes).toContain(
      "c: batch norm's epsilon is 1e-1 (of the file), Racecar's 1e-3; each moving variance is taken 9.9e-2 larger than in the file, so that both networks give the same",
    );
  });

  it.each(['strided.pt', 'strided.onnx'])('is told where it does not: %s', async (file) => {
    const { notes } = await taken(await openCheckpoint(fixture(file)), strided(6), { names });
    expect(notes).toContain(
      `c: the file's convolution has a padding of rows 1 + 1 and columns 1 + 1 (before + after), the config's "same" rows 0 + 1 and columns 0 + 1: ${ANOTHER}`,
    );
  });

  it('is doubted in a state dict, which does not say how it pads; not in a file of TensorFlow', async () => {
    const entries = { '0.weight': [2, 1, 3, 3], ...norm('1', 2), '4.weight': [2, 18] };
    const notesAt = async (size: number) =>
      (await taken(await fileOf(entries), strided(size), { names })).notes;
    expect(await notesAt(6)).toContain(
      `c: PyTorch pads both sides equally, the config's "same" rows 0 + 1 and columns 0 + 1 (before + after): unless the file's network pads by a step of its own, ${ANOTHER}`,
    );
    expect((await notesAt(5)).join('\n')).not.toMatch(/PyTorch pads/);
    const keras = await fileOf({ 'c/kernel': [3, 3, 1, 2], 'out/kernel': [18, 2] });
    expect((await taken(keras, strided(6))).notes.join('\n')).not.toMatch(/pads/);
  });
});

describe("a convolution's description in a file", () => {
  const notesOf = async (use: TensorUse['convolutions'], layer: Layer) => {
    const model = modelOf({
      input: [8, 7, 1],
      layers: [
        { type: 'conv2d', name: 'c', filters: 1, kernelSize: 3, ...layer },
        { type: 'flatten' },
        { type: 'dense', units: 2 },
      ],
    });
    const kernel = { 'c.weight': [1, 1, 3, 3] };
    const checkpoint = described(await fileOf(kernel), 'c.weight', { convolutions: use! });
    const weights = new CheckpointWeights(checkpoint, model.plan, { layers: ['c'] });
    await weights.read('c/kernel', 'c.weight');
    return weights.notes;
  };
  const plain = { strides: [2, 2], dilations: [1, 1], groups: 1 };
  const same = { strides: 2, padding: 'same' };

  it.each<readonly [string, NonNullable<TensorUse['convolutions']>[number], Layer]>([
    ['the rule of TensorFlow', { ...plain, padding: 'same' }, same],
    // Rows: 8 take 1, after. Columns: 7 take 2, one on each side.
    [
      'as many zeros',
      {
        ...plain,
        padding: [
          [0, 1],
          [1, 1],
        ],
      },
      same,
    ],
    [
      'zeros that no place of the kernel comes to',
      {
        ...plain,
        padding: [
          [0, 0],
          [0, 1],
        ],
      },
      { strides: 2 },
    ],
    [
      'the rule for odd ones before, of which there are none',
      { ...plain, strides: [], padding: 'sameLower' },
      { padding: 'same' },
    ],
    ['nothing, where 1 is meant', { strides: [], dilations: [], groups: 1, padding: 'valid' }, {}],
  ])('that has %s is as the config has it', async (_, use, layer) => {
    expect(await notesOf([use], layer)).toEqual([]);
    // Also where the kernel is used otherwise elsewhere.
    expect(await notesOf([{ ...use, dilations: [5, 5] }, use], layer)).toEqual([]);
  });

  it.each<readonly [Partial<NonNullable<TensorUse['convolutions']>[number]>, string]>([
    [{ strides: [1, 2] }, "strides 1 x 2, the config's 2 x 2"],
    [{ dilations: [1, 3] }, /dilations 1 x 3, the config's 1 x 1/.source],
    [{ groups: 4 }, "groups 4, the config's 1"],
    [
      { padding: 'sameLower' },
      `a padding of rows 1 + 0 and columns 1 + 1 (before + after), the config's "same" rows 0 + 1 and columns 1 + 1`,
    ],
    [
      { padding: 'valid' },
      `a padding of rows 0 + 0 and columns 0 + 0 (before + after), the config's "same" rows 0 + 1 and columns 1 + 1`,
    ],
    [{ padding: undefined }, 'a padding that the file does not tell'],
    [{ padsWith: 'reflect' }, `a padding by "reflect", the config's by zeros`],
  ])('with %j is told with what the config has', async (other, told) => {
    const [note, ...more] = await notesOf([{ ...plain, padding: 'same', ...other }], same);
    expect(more).toEqual([]);
    expect(note).toContain(`c: the file's convolution has ${told}`);
    expect(note).toContain(`: ${ANOTHER}`);
  });
});

/** A signal under a kernel, one axis: what is added on both sides is zeros. */
function convolved(
  signal: readonly number[],
  kernel: readonly number[],
  stride: number,
  pads: readonly [number, number],
) {
  const zeros = (count: number) => new Array<number>(count).fill(0);
  const padded = [...zeros(pads[0]), ...signal, ...zeros(pads[1])];
  const places = Math.floor((padded.length - kernel.length) / stride) + 1;
  return Array.from({ length: Math.max(places, 0) }, (_, place) =>
    kernel.reduce((sum, weight, at) => sum + weight * padded[place * stride + at]!, 0),
  );
}

describe('whether a padding is that of the config', () => {
  it('is whether both give the same values', () => {
    const layerOf = (size: number, kernelSize: number, strides: number, padding: string) =>
      modelOf({
        input: [size, size, 1],
        layers: [
          { type: 'conv2d', filters: 1, kernelSize, strides, padding },
          { type: 'flatten' },
          { type: 'dense', units: 2 },
        ],
      }).plan.layers[0]!;
    const ways = [0, 1, 2].flatMap((before) => [0, 1, 2].map((after) => [before, after] as const));
    let same = 0;
    for (const size of [5, 6, 7]) {
      const signal = Array.from({ length: size }, (_, at) => Math.sqrt(at + 2));
      for (const kernelSize of [1, 2, 3, 5]) {
        const weights = Array.from({ length: kernelSize }, (_, at) => Math.cbrt(at + 2));
        for (const strides of [1, 2, 3]) {
          for (const padding of ['valid', 'same']) {
            const layer = layerOf(size, kernelSize, strides, padding);
            const places = layer.outputShape[0]!;
            // TensorFlow's rule: half of what is missing before, the rest after.
            const missing = padding === 'valid' ? 0 : Math.max((places - 1) * strides + kernelSize - size, 0);
            const own = convolved(signal, weights, strides, [
              Math.floor(missing / 2),
              Math.ceil(missing / 2),
            ]);
            for (const pads of ways) {
              const stored = convolved(signal, weights, strides, pads);
              const use = { strides: [strides, strides], dilations: [], groups: 1, padding: [pads, pads] };
              const kernel = { tensor: { use: { convolutions: [use] } } } as unknown as Kernel;
              const isSame = stored.join() === own.join();
              const what = `${padding} ${size} ${kernelSize} ${strides} ${pads.join()}`;
              expect(convolutionNote(layer, kernel) === undefined, what).toBe(isSame);
              same += isSame ? 1 : 0;
            }
          }
        }
      }
    }
    expect(same).toBeGreaterThan(72);
  });
});

describe("what is behind a file's kernel", () => {
  const notesOf = async (use: TensorUse, layer: Layer, isLast = false) => {
    const layers = [
      { type: 'dense', name: 'fc', units: 3, ...layer },
      { type: 'dense', units: 2 },
    ];
    const model = modelOf({
      input: [1, 2, 1],
      layers: [{ type: 'flatten' }, ...layers.slice(0, isLast ? 1 : 2)],
    });
    const entries = { 'fc.weight': [3, 2], ...(layer['batchNorm'] === true ? norm('bn', 3) : {}) };
    const checkpoint = described(await fileOf(entries), 'fc.weight', use);
    const weights = new CheckpointWeights(checkpoint, model.plan, { layers: ['fc'] });
    await weights.read('fc/kernel', 'fc.weight');
    return weights.notes.filter((note) => note.includes('behind its kernel'));
  };
  const graph = (...names: string[]): TensorUse => ({
    outputs: [{ operations: names.map((name) => (name === 'LeakyRelu' ? { name, slope: 0.01 } : { name })) }],
  });
  const told = (there: string, here: string) => [
    `fc: behind its kernel the file's graph has ${there}, the config ${here}: ${ANOTHER}`,
  ];

  it.each<readonly [TensorUse, Layer]>([
    [graph('Relu'), { activation: 'relu' }],
    [graph('BatchNormalization', 'Tanh'), { batchNorm: true, activation: 'tanh' }],
    [{ outputs: [{ operations: [{ name: 'LeakyRelu', slope: 0.2 }] }] }, { activation: 'leakyRelu' }],
    // That one has a batch norm and the other none is told elsewhere.
    [graph('BatchNormalization', 'Sigmoid'), { activation: 'sigmoid' }],
    [graph('Relu'), { batchNorm: true, activation: 'relu' }],
    [{ activation: { name: 'Relu' } }, { activation: 'relu' }],
  ])('is not told where it is that of the config: %j', async (use, layer) => {
    expect(await notesOf(use, layer)).toEqual([]);
  });

  it('is told where it is not', async () => {
    expect(await notesOf(graph('Relu'), {})).toEqual(told('Relu', 'no activation'));
    expect(await notesOf(graph('LeakyRelu'), { activation: 'leakyRelu' })).toEqual(
      told('LeakyRelu of slope 0.01', 'LeakyRelu of slope 0.2'),
    );
    expect(
      await notesOf(graph('Relu', 'BatchNormalization'), { batchNorm: true, activation: 'relu' }),
    ).toEqual(told('Relu, BatchNormalization', 'BatchNormalization, Relu'));
    const branching = { outputs: [{ operations: [{ name: 'Relu' }], branches: ['Gemm', 'Add'] }] };
    expect(await notesOf(branching, { activation: 'relu' })).toEqual(
      told('Relu, and then several operations at once (Gemm, Add)', 'Relu'),
    );
    expect(await notesOf({ activation: { name: 'Relu' } }, { batchNorm: true, activation: 'relu' })).toEqual([
      `fc: right behind its kernel the file's layer has Relu, the config BatchNormalization, Relu: ${ANOTHER}`,
    ]);
  });

  it('may be a softmax at the end, which the loss takes', async () => {
    expect(await notesOf(graph('Softmax'), {}, true)).toEqual([]);
    for (const activation of ['softmax', 'log_softmax']) {
      expect(await notesOf(kerasLayerUse('Dense', { activation }), {}, true)).toEqual([]);
    }
    // Another activation before it is one all the same.
    expect(
      await notesOf(kerasLayerUse('Dense', { activation: 'softmax' }), { activation: 'relu' }, true),
    ).toEqual([
      `fc: right behind its kernel the file's layer has no activation but Softmax, the config Relu: ${ANOTHER}`,
    ]);
    expect(await notesOf(graph('Softmax'), { activation: 'relu' }, true)).toEqual(
      told('no activation', 'Relu'),
    );
    expect(await notesOf(graph('Softmax'), {})).toEqual(told('Softmax', 'no activation'));
  });

  it('may be a class at the end, beside probabilities or of them', async () => {
    const branching = (operations: string[], ...branches: string[]): TensorUse => ({
      outputs: [{ operations: operations.map((name) => ({ name })), branches }],
    });
    const layer = { activation: 'relu' };
    expect(await notesOf(branching(['Relu'], 'Softmax', 'ArgMax'), layer, true)).toEqual([]);
    expect(await notesOf(branching(['Relu', 'Softmax'], 'ArgMax', 'ZipMap'), layer, true)).toEqual([]);
    expect(await notesOf(graph('Relu', 'Softmax', 'ArgMax', 'Cast'), layer, true)).toEqual([]);
    const several = (names: string) => told(`Relu, and then several operations at once (${names})`, 'Relu');
    expect(await notesOf(branching(['Relu'], 'Softmax', 'Gemm'), layer, true)).toEqual(
      several('Softmax, Gemm'),
    );
    expect(await notesOf(branching(['Relu'], 'Softmax', 'ArgMax'), layer)).toEqual(
      several('Softmax, ArgMax'),
    );
  });

  it("is a leakyRelu of a slope that PyTorch's state dicts do not hold", async () => {
    const model = modelOf({
      input: [1, 2, 1],
      layers: [{ type: 'flatten' }, { type: 'dense', name: 'fc', units: 3, activation: 'leakyRelu' }],
    });
    const { notes } = await taken(await fileOf({ 'fc.weight': [3, 2], 'fc.bias': [3] }), model);
    expect(notes).toEqual([
      "fc: leakyRelu has the slope 0.2 below zero, PyTorch's 0.01 where its user gives none, which the file does not hold",
    ]);
  });
});

describe('what a file has and the config has no place for', () => {
  const dense = (first: Layer, second: Layer = {}) =>
    modelOf({
      input: [1, 4, 1],
      layers: [
        { type: 'flatten' },
        { type: 'dense', name: 'a', units: 4, ...first },
        { type: 'dense', name: 'b', units: 4, ...second },
      ],
    });
  const kernels = { 'a.weight': [4, 4], 'b.weight': [4, 4] };
  const biases = { 'a.bias': [4], 'b.bias': [4] };
  const left = (norms: string) => `${norms}, as the config has "batchNorm": false; ${ANOTHER}`;

  it('is told of the batch norm of a Sequential, and of a bias', async () => {
    const entries = {
      'net.1.weight': [4, 4],
      ...norm('net.2', 4),
      'net.4.weight': [4, 4],
      'net.4.bias': [4],
    };
    const names = { a: 'net.1', b: 'net.4' };
    const { notes } = await taken(await fileOf(entries), dense({}, { useBias: false }), { names });
    expect(notes).toEqual([
      `b: its bias in the file, net.4.bias, is left out, as the config has "useBias": false; ${ANOTHER}`,
      `a: ${left('the batch norm behind it in the file, net.2, is left out')}`,
    ]);
  });

  it('is told of batch norms that only their channels and their order give to a layer', async () => {
    const entries = { ...kernels, ...biases, ...norm('bn1', 4), ...norm('bn2', 4) };
    const checkpoint = await fileOf(entries);
    const ordered = await taken({ ...checkpoint, format: 'pytorch' }, dense({}));
    const seems = (name: string) =>
      left(`what seems to be the batch norm behind it in the file, ${name}, is left out`);
    expect(ordered.notes).toEqual([`a: ${seems('bn1')}`, `b: ${seems('bn2')}`]);
    const { notes } = await taken(checkpoint, dense({}));
    const may = left('a batch norm behind it in the file is left out, if it has one of bn1, bn2');
    expect(notes).toEqual([`a: ${may}`, `b: ${may}`]);
    const one = await taken(checkpoint, dense({ batchNorm: true }), { names: { 'a/batchNorm': 'bn1' } });
    expect(one.notes.at(-1)).toBe(`b: ${seems('bn2')}`);
  });

  it('is told of one beside the kernel, as Racecar writes it, and not of those of layers that are not wanted', async () => {
    const beside = {
      'a/kernel': [4, 4],
      'a/gamma': [4],
      'a/beta': [4],
      'a/movingMean': [4],
      'a/movingVariance': [4],
    };
    const { notes } = await taken(await fileOf({ ...beside, 'b/kernel': [4, 4] }), dense({}));
    expect(notes).toEqual([`a: ${left('its batch norm in the file is left out')}`]);
    const entries = { '0.weight': [4, 4], '2.weight': [4, 4], ...norm('3', 4) };
    const weights = new CheckpointWeights(await fileOf(entries), dense({}).plan, {
      layers: ['a'],
      names: { a: '0' },
    });
    await weights.read('a/kernel', weights.tensorOf('a/kernel')!);
    expect(weights.notes).toEqual([]);
  });

  it('is told of other layers by name, unless the config names those that it wants', async () => {
    const entries = {
      ...kernels,
      ...biases,
      ...{ 'ln.weight': [4], 'ln.bias': [4], 'head.weight': [9, 4], 'optimizer.state.0.exp_avg': [4, 4] },
    };
    const { notes } = await taken(await fileOf(entries), dense({}));
    expect(notes).toEqual(['Left out, as the config has no layer for them: ln, head']);
    const some = await taken(await fileOf(entries), dense({}), { layers: ['a', 'b'] });
    expect(some.notes).toEqual([]);
  });

  it('is nothing where all is taken; a batch norm that the file has not is told', async () => {
    const entries = { ...kernels, ...biases };
    expect((await taken(await fileOf(entries), dense({}))).notes).toEqual([]);
    const { notes } = await taken(await fileOf(entries), dense({ batchNorm: true }));
    expect(notes).toEqual([
      `a: the file has no batch norm for it, and that of the config starts fresh; ${ANOTHER}`,
    ]);
    // An ONNX file's exporter may have folded it; Racecar's own does not.
    const onnx: Checkpoint = { ...(await fileOf(entries)), format: 'onnx' };
    const own = { ...onnx, metadata: { producer: 'racecar' } };
    const folded = async (file: Checkpoint) => (await taken(file, dense({ batchNorm: true }))).notes.join();
    expect(await folded(onnx)).toMatch(/for it, perhaps as its exporter folded it into the kernel, and/);
    expect(await folded(own)).toMatch(/for it, and/);
  });

  it('is nothing of a batch norm that is there but for its moving averages', async () => {
    const entries = { ...kernels, ...biases, 'a.gamma': [4], 'a.beta': [4] };
    const onnx: Checkpoint = { ...(await fileOf(entries)), format: 'onnx' };
    const { values, notes } = await taken(onnx, dense({ batchNorm: true }));
    expect(Object.keys(values)).toEqual(expect.arrayContaining(['a/gamma', 'a/beta']));
    expect(notes).toEqual([]);
  });
});
