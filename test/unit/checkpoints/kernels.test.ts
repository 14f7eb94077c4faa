import { describe, expect, it } from 'vitest';
import { kerasPathLayouts } from '../../../src/checkpoints/kerasLayers';
import { toMatrix } from '../../../src/checkpoints/kernelLayout';
import type { Kernel } from '../../../src/checkpoints/kernels';
import { findKernels, notesOnTensors, sortTensors } from '../../../src/checkpoints/kernels';
import { openCheckpoint } from '../../../src/checkpoints/openCheckpoint';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { fixture, openAsCheckpoint, temporaryFolder } from './support';

const kernelsOf = async (
  tensors: Record<string, number[]>,
  metadata: Record<string, string> = { format: 'pt' },
) => {
  const values = Object.entries(tensors).map(([name, shape]) => {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    return [name, { shape, data }] as const;
  });
  const bytes = encodeSafetensors(Object.fromEntries(values), metadata);
  return findKernels(await openAsCheckpoint(bytes, 'model.safetensors'));
};

describe('which tensors are kernels, and how their axes lie', () => {
  it('GPT-2’s Conv1D stores [in, out]; the same names in nanoGPT are [out, in]', async () => {
    const names = ['h.0.attn.c_attn.weight', 'h.0.attn.c_proj.weight', 'h.0.mlp.c_fc.weight'] as const;
    const gpt = await kernelsOf({ [names[0]]: [8, 24], [names[1]]: [8, 8], [names[2]]: [8, 32] });
    expect(gpt.map(({ layout }) => layout)).toEqual(['in-out', 'in-out', 'in-out']);
    expect(gpt[0]).toMatchObject({
      form: { rows: 8, columns: 24 },
      note: 'taken as [in, out], as GPT-2 stores it',
    });
    const nano = await kernelsOf({ [names[0]]: [24, 8], [names[1]]: [8, 8], [names[2]]: [32, 8] });
    expect(nano.map(({ layout }) => layout)).toEqual(['out-in', 'out-in', 'out-in']);
  });

  it('learned positions and tokens are none', async () => {
    const found = await kernelsOf({
      pos_embed: [1, 17, 8],
      'embeddings.cls_token': [1, 1, 8],
      'patch_embed.proj.weight': [8, 3, 2, 2],
    });
    expect(found.map(({ name }) => name)).toEqual(['patch_embed.proj']);
  });

  it('Keras’s attention goes from inputs to heads and from heads to outputs', async () => {
    const attention = { 'mha/query/kernel': [8, 2, 4], 'mha/attention_output/kernel': [2, 4, 6] };
    const [query, output] = await kernelsOf(attention, {});
    expect(query).toMatchObject({ kind: 'dense', form: { rows: 8, columns: 8 }, axes: '[in, heads, dim]' });
    expect(output).toMatchObject({ kind: 'dense', form: { rows: 8, columns: 6 }, axes: '[heads, dim, out]' });
  });

  it('bytes without a known scale are told of, not measured', async () => {
    const header = '{"q.weight":{"dtype":"I8","shape":[2,2],"data_offsets":[0,4]}}';
    const length = new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer);
    const bytes = Uint8Array.from([...length, ...Buffer.from(header), 1, 2, 3, 4]);
    const [kernel] = findKernels(await openAsCheckpoint(bytes, 'q.safetensors'));
    expect(kernel!.tensor.info.unreadable).toBe('it is quantised, its scale is not known');
  });
});

describe('convolutions of which nothing tells how their axes are ordered', () => {
  it.each([
    [[3, 3, 4, 5], 'spatial-in-out'],
    [[3, 3, 64, 128], 'spatial-in-out'],
    [[16, 3, 3, 3], 'out-in-spatial'],
    [[5, 4, 3, 3], 'out-in-spatial'],
    [[64, 32, 5], 'out-in-spatial'],
    [[5, 32, 64], 'spatial-in-out'],
    [[3, 3, 3, 3], 'spatial-in-out'],
  ])('%j is taken as %s, with a note', async (shape, layout) => {
    const [kernel] = await kernelsOf({ conv: shape }, {});
    expect(kernel).toMatchObject({ layout, isGuessed: true });
    expect(kernel!.note).toMatch(/a guess by their lengths/);
  });

  it('pictures and other tables are no convolutions, and it is said why', async () => {
    const data = new Float32Array(32 * 32 * 3 * 20);
    const bytes = encodeSafetensors({ images: { shape: [20, 32, 32, 3], data } }, {});
    const { kernels, others } = sortTensors(await openAsCheckpoint(bytes, 'data.safetensors'));
    expect(kernels).toEqual([]);
    expect(notesOnTensors(kernels, others)).toEqual([
      'Not taken as kernels, as the order of their axes is not known: images [20, 32, 32, 3]',
    ]);
  });
});

describe('separable convolutions of Keras 3', () => {
  it('have a depthwise kernel first, by the path of their class', async () => {
    const found = await kernelsOf(
      { 'layers/separable_conv2d_1/vars/0': [3, 3, 8, 1], 'layers/separable_conv2d_1/vars/1': [1, 1, 8, 4] },
      { format: 'tf' },
    );
    expect(found.map(({ layout }) => layout)).toEqual(['spatial-depthwise', 'spatial-in-out']);
    expect(found[0]!.form).toMatchObject({ rows: 9, columns: 8 });
  });

  it('and others are found by the description of the model, also within others', () => {
    const layer = (kind: string, config: object = {}) => ({ class_name: kind, config });
    const inner = layer('Sequential', { layers: [layer('Conv2DTranspose')] });
    const wrapped = layer('TimeDistributed', { layer: layer('SeparableConv2D') });
    const layers = [layer('Conv2D'), layer('Conv2D'), inner, wrapped, layer('DepthwiseConv1D')];
    expect([...kerasPathLayouts(layer('Functional', { layers }))]).toEqual([
      ['layers/conv2d/vars/0', 'spatial-in-out'],
      ['layers/conv2d_1/vars/0', 'spatial-in-out'],
      ['layers/sequential/layers/conv2d_transpose/vars/0', 'spatial-out-in'],
      ['layers/time_distributed/layer/vars/0', 'spatial-depthwise'],
      ['layers/depthwise_conv1d/vars/0', 'spatial-depthwise'],
    ]);
  });
});

describe('the kernel of a transposed convolution', () => {
  /** The matrix of the entries 0, 1, 2 …, as they are stored. */
  const matrixOf = ({ tensor, form }: Kernel) => {
    const { shape } = tensor.info;
    const stored = Float32Array.from({ length: form.rows * form.columns }, (_, i) => i);
    return [...toMatrix(stored, shape, form)];
  };
  // Two places, two inputs and three outputs: the rows are (place 0, input 0), (place 0, input 1), (place 1, input 0) …
  const byHand = {
    // [place, out, in]: entry (p, o, i) is 6 p + 2 o + i.
    spatialFirst: [0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11],
    // [in, out, place]: entry (i, o, p) is 6 i + 2 o + p.
    spatialLast: [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11],
  };

  it('of ONNX is known by its node', async () => {
    const checkpoint = await openCheckpoint(fixture('kernels.onnx'));
    const [kernel] = findKernels(checkpoint);
    expect(kernel).toMatchObject({
      axes: '[in, out, kh, kw]',
      form: { rows: 4, columns: 3 },
      note: "shown as a matrix [4, 3], rows over the kernel's places and inputs: ONNX stores [in, out, kh, kw] for a transposed convolution",
    });
    expect(matrixOf(kernel!)).toEqual(byHand.spatialLast);
    await checkpoint.close();
  });

  it.each([
    ['TensorFlow.js’s converter', (model: object) => ({ model_config: model })],
    ['TensorFlow.js itself', (model: object) => model],
  ])('of a layers model by %s is known by its class, whatever it is called', async (_, topologyOf) => {
    const layer = (kind: string, name: string) => ({ class_name: kind, config: { name } });
    const inner = {
      class_name: 'Functional',
      config: { name: 'inner', layers: [layer('Conv2DTranspose', 'grow')] },
    };
    const layers = [
      layer('Conv2D', 'conv2d_transpose'),
      layer('Conv2DTranspose', 'b'),
      inner,
      { class_name: 'TimeDistributed', config: { name: 'wrapper', layer: layer('DepthwiseConv2D', 'each') } },
    ];
    const topology = topologyOf({ class_name: 'Sequential', config: { layers } });
    const [named, other, nested, each] = await tfjsKernels(topology, [
      'conv2d_transpose/kernel',
      'b/kernel',
      'grow/kernel',
      'each/kernel',
    ]);
    expect(each!.axes).toBe('[kh, kw, in, multiplier]');
    expect(named!.axes).toBe('[kh, kw, in, out]');
    for (const kernel of [other!, nested!]) {
      expect(kernel).toMatchObject({ axes: '[kh, kw, out, in]', form: { rows: 4, columns: 3 } });
      expect(matrixOf(kernel)).toEqual(byHand.spatialFirst);
    }
  });

  it('of a TensorFlow.js graph is known by the operation that takes it', async () => {
    const topology = {
      node: [
        { name: 'a/kernel', op: 'Const' },
        { name: 'a/read', op: 'Identity', input: ['a/kernel'] },
        { name: 'sizes', op: 'Const' },
        { name: 'a', op: 'Conv2DBackpropInput', input: ['sizes', 'a/read', 'x'] },
        { name: 'b/kernel', op: 'Const' },
        { name: 'b', op: '_FusedConv2D', input: ['a', 'b/kernel', 'bias'] },
        // What has no such form is passed over.
        { name: 'round', op: 'Identity', input: ['round'] },
        { name: 'c', op: 'Conv2D', input: ['x', 'round'] },
        { name: 'd', op: 'Conv2D' },
        { op: 'Conv2D', input: 'x' },
        null,
      ],
    };
    const [transposed, ordinary] = await tfjsKernels(topology, ['a/kernel', 'b/kernel']);
    expect(matrixOf(transposed!)).toEqual(byHand.spatialFirst);
    expect(ordinary!.axes).toBe('[kh, kw, in, out]');
  });

  const tfjsKernels = async (modelTopology: object, names: string[]) => {
    const folder = temporaryFolder();
    const weights = names.map((name) => ({ name, shape: [2, 1, 3, 2], dtype: 'float32' }));
    folder.write('weights.bin', new Uint8Array(48 * names.length));
    const weightsManifest = [{ paths: ['weights.bin'], weights }];
    const checkpoint = await openCheckpoint(
      folder.write('model.json', JSON.stringify({ modelTopology, weightsManifest })),
    );
    await checkpoint.close();
    return findKernels(checkpoint);
  };

  it.each(['named.h5', 'fixed.h5'])(
    'of a Keras model in %s is known by its class, whatever it is called',
    async (file) => {
      const checkpoint = await openCheckpoint(fixture(file));
      const [named, grow] = findKernels(checkpoint);
      expect(named).toMatchObject({ name: 'conv2d_transpose', axes: '[kh, kw, in, out]' });
      expect(grow).toMatchObject({ name: 'grow', axes: '[kh, kw, out, in]' });
      expect(grow!.note).toMatch(/: Keras stores \[kh, kw, out, in\] for a transposed convolution$/);
      // Entry (p, o, i) is 4 p + 2 o + i; rows are (place, input).
      expect(matrixOf(grow!)).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
      await checkpoint.close();
    },
  );

  it('of Keras is known by its class in the path of a Keras 3 file, and its note says so', async () => {
    for (const name of ['layers/conv2d_transpose_1/vars/0', 'conv2d_transpose/kernel']) {
      const [keras] = await kernelsOf({ [name]: [2, 1, 3, 2] }, { format: 'tf' });
      expect(keras!.note, name).toMatch(
        /: taken as \[kh, kw, out, in\], as Keras stores it .*, which its name says it is$/,
      );
      expect(matrixOf(keras!), name).toEqual(byHand.spatialFirst);
    }
  });

  it('of PyTorch and Keras is known by its bias, which has an entry for each output', async () => {
    const [pytorch] = await kernelsOf({ 'main.0.weight': [2, 3, 2, 1], 'main.0.bias': [3] });
    expect(pytorch).toMatchObject({
      form: { rows: 4, columns: 3 },
      note: "shown as a matrix [4, 3], rows over the kernel's places and inputs: taken as [in, out, kh, kw], as PyTorch stores it for a transposed convolution, which the length of its bias says it is",
    });
    expect(matrixOf(pytorch!)).toEqual(byHand.spatialLast);
    const [keras] = await kernelsOf({ 'grow/kernel': [2, 1, 3, 2], 'grow/bias': [3] }, {});
    expect(matrixOf(keras!)).toEqual(byHand.spatialFirst);
    const [ordinary] = await kernelsOf({ 'deconv.weight': [3, 2, 2, 1], 'deconv.bias': [3] });
    expect(ordinary).toMatchObject({ layout: 'out-in-spatial', form: { rows: 4, columns: 3 } });
    expect(ordinary!.note).not.toMatch(/if it is/);
  });

  it('that nothing but a word in its name tells of is shown as an ordinary one, and its note says what it may be', async () => {
    const hinted = ['up1.up', 'ups.0', 'decoder.deconv2', 'conv_transpose', 'upsample'];
    const names = Object.fromEntries(hinted.map((name) => [`${name}.weight`, [4, 4, 2, 2]]));
    for (const { name, layout, note } of await kernelsOf(names)) {
      expect(layout, name).toBe('out-in-spatial');
      expect(note, name).toMatch(
        /; if it is a transposed convolution, as its name may mean, it has \[in, out, kh, kw\] and another matrix$/,
      );
    }
    const plain = ['up_blocks.0.resnets.0.conv1', 'up1.conv.0', 'update', 'group'];
    const others = Object.fromEntries(plain.map((name) => [`${name}.weight`, [4, 4, 2, 2]]));
    for (const { name, note } of await kernelsOf(others)) expect(note, name).not.toMatch(/may mean/);
  });
});
