import { describe, expect, it } from 'vitest';
import { blocksOf, blockScaled } from '../../../src/checkpoints/blockScales';
import { findKernels, notesOnTensors, sortTensors } from '../../../src/checkpoints/kernels';
import type { StoredTensor } from '../../../src/checkpoints/checkpoint';
import { dequantised } from '../../../src/checkpoints/onnxQuantisation';
import { openCheckpoint } from '../../../src/checkpoints/openCheckpoint';
import { withWeightScales } from '../../../src/checkpoints/weightScales';
import { fixture, openAsCheckpoint, valuesOf } from './support';

/** Bytes of float8 e4m3: 1, 2 and -0.5. */
const [ONE, TWO, MINUS_HALF] = [0x38, 0x40, 0xb0];

interface Raw {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const float8 = (shape: number[], ...bytes: number[]): Raw => ({
  dtype: 'F8_E4M3',
  shape,
  bytes: Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => bytes[i % bytes.length]!),
});
const float32 = (shape: number[], ...values: number[]): Raw => ({
  dtype: 'F32',
  shape,
  bytes: new Uint8Array(Float32Array.from(values).buffer),
});
const whole = (dtype: string, shape: number[], width: number): Raw => ({
  dtype,
  shape,
  bytes: new Uint8Array(shape.reduce((a, b) => a * b, width)),
});

const opened = (tensors: Record<string, Raw>) => {
  let at = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
    at += bytes.length;
    return [name, { dtype, shape, data_offsets: [at - bytes.length, at] }];
  });
  const header = Buffer.from(
    JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) }),
  );
  const length = new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer);
  const data = Object.values(tensors).map(({ bytes }) => bytes);
  return openAsCheckpoint(new Uint8Array(Buffer.concat([length, header, ...data])), 'model.safetensors');
};

describe('weights in float8', () => {
  it.each([
    ['weight_scale', float32([], 0.5), [0.5, 1, -0.25, 0.5, 1, -0.25]],
    ['weight_scale', float32([2, 1], 2, 10), [2, 4, -1, 10, 20, -5]],
    ['weight_scale', float32([2], 2, 10), [2, 4, -1, 10, 20, -5]],
    ['weight_scale', float32([1, 3], 1, 2, 4), [1, 4, -2, 1, 4, -2]],
    ['weight_scale_inv', float32([1, 1], 3), [3, 6, -1.5, 3, 6, -1.5]],
    ['scale', float32([1], 4), [4, 8, -2, 4, 8, -2]],
  ])('are multiplied by %s %#', async (name, scale, expected) => {
    const weight = float8([2, 3], ONE!, TWO!, MINUS_HALF!);
    const checkpoint = await opened({
      'fc.weight': weight,
      [`fc.${name}`]: scale,
      'fc.input_scale': float32([], 9),
    });
    expect(await valuesOf(checkpoint, 'fc.weight')).toEqual(expected);
    expect(checkpoint.tensors[0]!.info.quantisation).toBe(`q * fc.${name}`);
    expect(findKernels(checkpoint).map((kernel) => kernel.name)).toEqual(['fc']);
  });

  it('have a scale for each block of 128 x 128, of which the last ones are cut off', async () => {
    const checkpoint = await opened({
      'a.weight': float8([130, 300], ONE!),
      'a.weight_scale_inv': float32([2, 3], 1, 2, 3, 4, 5, 6),
    });
    const values = await valuesOf(checkpoint, 'a.weight');
    const at = (row: number, column: number) => values[row * 300 + column];
    expect([
      at(0, 0),
      at(127, 127),
      at(0, 128),
      at(127, 299),
      at(128, 0),
      at(129, 255),
      at(129, 256),
    ]).toEqual([1, 1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['does not fit', { 'a.weight_scale': float32([3], 1, 1, 1) }],
    [
      'has a zero point beside it',
      { 'a.weight_scale': float32([], 1), 'a.weight_zero_point': float32([], 1) },
    ],
    ['is of another kind', { 'a.weight_scale': whole('U8', [2, 1], 1) }],
    ['is one of powers of two', { 'a.weight_scale': whole('F8_E8M0', [2, 1], 1) }],
    ['has a second one', { 'a.weight_scale': float32([], 1), 'a.weight_scale_2': float32([], 1) }],
  ])('are refused where their scale %s', async (_, scales) => {
    const checkpoint = await opened({ 'a.weight': float8([2, 3], ONE!), ...scales });
    const [kernel, ...others] = findKernels(checkpoint);
    expect(kernel!.tensor.info.unreadable).toBe('it is quantised, its scale is not known');
    expect(others).toEqual([]);
    await expect(checkpoint.readTensor('a.weight')).rejects.toThrow('its scale is not known');
  });

  it('are what they are without a scale, and with that of another weight', async () => {
    const checkpoint = await opened({
      'a.w1': float8([1, 2], TWO!),
      'a.w2': float8([1, 2], TWO!),
      'a.w2_scale': float32([], 3),
    });
    expect(await valuesOf(checkpoint, 'a.w1')).toEqual([2, 2]);
    expect(await valuesOf(checkpoint, 'a.w2')).toEqual([6, 6]);
  });
});

describe('weights in int8', () => {
  const int8 = (shape: number[], ...values: number[]): Raw => ({
    dtype: 'I8',
    shape,
    bytes: new Uint8Array(Int8Array.from(values).buffer),
  });
  const weight = int8([2, 3], 127, -128, 0, 1, 2, -2);

  it.each<[string, Record<string, Raw>, number[], string]>([
    ['a scale', { 'a.weight_scale': float32([], 0.5) }, [63.5, -64, 0, 0.5, 1, -1], 'q * a.weight_scale'],
    [
      'a scale for each row, beside those of what goes through the layer',
      {
        'a.bias': float32([2], 1, 1),
        'a.weight_scale': float32([2, 1], 2, 4),
        'a.input_scale': float32([], 9),
        'a.input_zero_point': int8([], 3),
      },
      [254, -256, 0, 4, 8, -8],
      'q * a.weight_scale',
    ],
    [
      'scales and zero points',
      { 'a.weight_scale': float32([2, 1], 2, 4), 'a.weight_zero_point': int8([2, 1], -1, 2) },
      [256, -254, 2, -4, 0, -16],
      '(q - a.weight_zero_point) * a.weight_scale',
    ],
    [
      'the largest values of rows that bitsandbytes keeps',
      {
        'a.SCB': float32([2], 254, 12.7),
        'a.weight_format': { dtype: 'U8', shape: [], bytes: Uint8Array.of(0) },
      },
      [254, -256, 0, Math.fround(0.1), Math.fround(0.2), -Math.fround(0.2)],
      'q * a.SCB / 127',
    ],
  ])('are scaled by %s', async (_, beside, expected, quantisation) => {
    const checkpoint = await opened({ 'a.weight': weight, ...beside });
    expect(checkpoint.tensors[0]!.info.quantisation).toBe(quantisation);
    (await valuesOf(checkpoint, 'a.weight')).forEach((value, i) =>
      expect(value).toBeCloseTo(expected[i]!, 6),
    );
    const [kernel] = findKernels(checkpoint);
    expect(kernel!.name).toBe('a');
    expect(kernel!.tensor.info.unreadable).toBeUndefined();
  });

  it.each<[string, Record<string, Raw>]>([
    ['nothing beside them', { 'a.bias': float32([2], 1, 1) }],
    ['a scale that does not fit', { 'a.weight_scale': float32([5], 1, 1, 1, 1, 1) }],
    ['a scale of whole numbers', { 'a.weight_scale': whole('I32', [2, 1], 4) }],
    ['two scales', { 'a.weight_scale': float32([], 1), 'a.weight_scale_2': float32([], 1) }],
    [
      'a zero point that is no whole number',
      { 'a.weight_scale': float32([], 1), 'a.weight_zero_point': float32([], 1) },
    ],
    [
      'zero points that are more than the scales',
      { 'a.weight_scale': float32([], 1), 'a.weight_zero_point': int8([2], 1, 1) },
    ],
    ['an offset', { 'a.weight_scale': float32([2, 1], 1, 1), 'a.weight_offset': float32([2, 1], 1, 1) }],
    [
      'an order of its groups',
      { 'a.weight_scale': float32([2, 1], 1, 1), 'a.weight_g_idx': whole('I32', [3], 4) },
    ],
    [
      'a scale of other inputs',
      { 'a.weight_scale': float32([], 1), 'a.pre_quant_scale': float32([3], 1, 1, 1) },
    ],
    ['largest values of columns', { 'a.SCB': float32([3], 1, 1, 1) }],
  ])('with %s are no kernel’s numbers, and can be read as they are', async (_, beside) => {
    const checkpoint = await opened({ 'a.weight': weight, ...beside });
    const [kernel] = findKernels(checkpoint);
    expect(kernel!.tensor.info.unreadable).toBe('it is quantised, its scale is not known');
    expect(await valuesOf(checkpoint, 'a.weight')).toEqual([127, -128, 0, 1, 2, -2]);
  });

  it('that are stored in the order of another GPU kernel are refused when they are read', async () => {
    const checkpoint = await opened({
      'a.weight': weight,
      'a.SCB': float32([2], 1, 1),
      'a.weight_format': { dtype: 'U8', shape: [], bytes: Uint8Array.of(3) },
    });
    await expect(checkpoint.readTensor('a.weight')).rejects.toThrow(
      'Its values are in the order that "a.weight_format" calls 3, expected 0, row by row.',
    );
  });

  it('of Keras, which divides by its scales, stay what they are', () => {
    const tensors = ['dense/weight', 'dense/weight_scale'].map((name, i): StoredTensor => ({
      info: { name, shape: [2], dtype: i === 0 ? 'i8' : 'f32', byteLength: 2, file: 'm.h5' },
      read: () => Promise.resolve(Float32Array.of(1, 2)),
    }));
    expect(withWeightScales(tensors, 'keras')).toEqual(tensors);
    expect(withWeightScales(tensors, 'npz')[0]!.info.quantisation).toBe('q * dense/weight_scale');
  });

  it('are scaled in time however many there are', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => [
      `w${i}_weight`,
      `w${i}_scale`,
      `s${i}_scale`,
    ]).flat();
    const tensors = names.map((name): StoredTensor => ({
      info: { name, shape: [2, 2], dtype: name.endsWith('weight') ? 'i8' : 'f32', byteLength: 4, file: 'm' },
    }));
    expect(withWeightScales(tensors, 'safetensors')).toHaveLength(60_000);
  });
});

describe('what quantised weights come with', () => {
  it('is no layer, and weights that are packed are named', async () => {
    const checkpoint = await opened({
      'gptq.qweight': whole('I32', [16, 64], 4),
      'gptq.qzeros': whole('I32', [1, 8], 4),
      'gptq.scales': float32([1, 2], 1, 1),
      'gptq.g_idx': whole('I32', [128], 4),
      'bnb.weight': whole('U8', [64, 1], 1),
      'bnb.weight.absmax': float32([2, 1], 1, 1),
      'bnb.weight.quant_map': float32([2, 1], 1, 1),
      'ids.table': whole('I64', [4, 4], 8),
      'odd.weight': whole('C64', [2, 2], 8),
      'int8.weight': whole('I8', [2, 2], 1),
      'int8.SCB': float32([2, 1], 1, 1),
      'upscale.weight': float32([1, 2], 1, 1),
    });
    const { kernels, others } = sortTensors(checkpoint);
    expect(kernels.map(({ name }) => name)).toEqual(['int8', 'upscale']);
    expect(notesOnTensors(kernels, others)).toEqual([
      'Weights that are packed, as GPTQ, AWQ and bitsandbytes do, are not read: gptq.qweight, bnb.weight',
      'Not taken as kernels because of their type: odd.weight (c64)',
    ]);
    const reasons = new Map(others.map(({ tensor, reason }) => [tensor.name, reason]));
    expect(reasons.get('ids.table')).toBe('its values are whole numbers (i64) that nothing scales');
    expect(reasons.get('gptq.scales')).toBe('its name is that of what scales a quantised weight');
    expect(reasons.get('odd.weight')).toBe('Racecar does not read numbers of the type C64');
  });

  it('is known by the nodes of an ONNX model', async () => {
    const checkpoint = await openCheckpoint(fixture('model.onnx'));
    const { others } = sortTensors(checkpoint);
    expect(others.find(({ tensor }) => tensor.name === 'scale')!.reason).toBe('it scales a quantised tensor');
    await checkpoint.close();
  });
});

describe('blocks of an ONNX model', () => {
  const stored = (name: string, shape: number[], values: number[]): StoredTensor => ({
    info: { name, shape, dtype: 'i8', byteLength: values.length, file: 'm.onnx' },
    read: () => Promise.resolve(Float32Array.from(values)),
  });
  const weight = stored('w', [4, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
  const read = (scale: StoredTensor) =>
    dequantised(
      weight,
      { scale: 's', zeroPoint: 'z', axis: 0, blockSize: 2 },
      new Map([
        ['s', scale],
        ['z', stored('z', [2, 2], [0, 0, 1, 1])],
      ]),
    ).read!();

  it('have a scale and a zero point each along their axis', async () => {
    expect([...(await read(stored('s', [2, 2], [1, 10, 100, 1000])))]).toEqual([
      1, 20, 3, 40, 400, 5000, 600, 7000,
    ]);
  });

  it('must fit', async () => {
    await expect(read(stored('s', [4], [1, 1, 1, 1]))).rejects.toThrow(/"s" has the shape \[4\]/);
  });
});

describe('a scale for each block', () => {
  it('goes along one axis or several', () => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const along = { values: Float32Array.of(1, 10, 100, 1000), block: [2, 1] };
    expect([...blockScaled(values, [4, 2], along)]).toEqual([1, 20, 3, 40, 500, 6000, 700, 8000]);
    expect([...blockScaled(values, [4, 2], along, Float32Array.of(1, 1, 1, 1))].slice(0, 2)).toEqual([0, 10]);
    const cube = { values: Float32Array.of(1, -1), block: [2, 2, 1] };
    expect([...blockScaled(values, [2, 2, 2], cube)]).toEqual([1, -2, 3, -4, 5, -6, 7, -8]);
  });

  it.each([
    [
      [300, 512],
      [3, 4],
      [128, 128],
    ],
    [
      [256, 100],
      [256, 1],
      [1, 100],
    ],
    [
      [96, 64],
      [1, 2],
      [96, 32],
    ],
    [
      [30, 30],
      [10, 1],
      [3, 30],
    ],
    [[300, 512], [], [300, 512]],
    [[300, 512], [7, 4], undefined],
    [[64, 32], [32], undefined],
    [[64, 32], [64, 1, 1], undefined],
  ])('of %j and %j has the blocks %j', (shape, scale, expected) => {
    expect(blocksOf(shape, scale)).toEqual(expected);
  });
});
