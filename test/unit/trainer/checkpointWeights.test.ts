import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src/checkpoints/openCheckpoint';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { CheckpointWeights } from '../../../src/trainer/checkpointWeights';
import { openAsCheckpoint } from '../checkpoints/support';
import { modelOf, repository } from '../support/models';

const { plan } = modelOf({ input: [1, 3, 1], layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] });
const fixtures = path.join(repository, 'test', 'fixtures', 'checkpoints');

/** A safetensors file of the layer's kernel as [2, 3] and its bias, of two types. */
function safetensors(kernel: string, kernelBytes: readonly number[], bias = 'F32', biasBytes = 8) {
  const end = kernelBytes.length;
  const header = JSON.stringify({
    'fc.weight': { dtype: kernel, shape: [2, 3], data_offsets: [0, end] },
    'fc.bias': { dtype: bias, shape: [2], data_offsets: [end, end + biasBytes] },
  });
  const length = new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer);
  return Uint8Array.from([
    ...length,
    ...Buffer.from(header),
    ...kernelBytes,
    ...new Array<number>(biasBytes).fill(1),
  ]);
}

describe('weights of a checkpoint, as a training starts from them', () => {
  it.each([
    ['U8', 'uint8'],
    ['I8', 'int8'],
  ])('are refused where a kernel is %s without a scale', async (dtype, title) => {
    const checkpoint = await openAsCheckpoint(
      safetensors(dtype, [0, 50, 100, 150, 200, 250]),
      'q.safetensors',
    );
    const source = new CheckpointWeights(checkpoint, plan, { names: { dense1: 'fc' } });
    const tensor = source.tensorOf('dense1/kernel')!;
    expect(source.misfit('dense1/kernel', tensor)).toBeUndefined();
    await expect(source.read('dense1/kernel', tensor)).rejects.toMatchObject({
      name: 'UserError',
      message: `dense1/kernel: found "fc.weight" of ${title}, whole numbers whose scale the file does not say, expected floating-point numbers`,
      place: { file: 'q.safetensors' },
      hint: expect.stringMatching(/Save the model dequantised/),
    });
  });

  it('are refused where float32 does not hold a number, which would be infinite in training', async () => {
    const values = new Uint8Array(Float64Array.of(1, 2, 3, -1e300, 5, 6).buffer);
    const checkpoint = await openAsCheckpoint(safetensors('F64', [...values]), 'wide.safetensors');
    const source = new CheckpointWeights(checkpoint, plan, { names: { dense1: 'fc' } });
    await expect(source.read('dense1/kernel', 'fc.weight')).rejects.toMatchObject({
      // Stored [out, in]: the first of the second output is the second of the first input.
      message:
        'dense1/kernel: found -1e+300 in "fc.weight" at entry 1, expected numbers within float32, up to 3.40e+38',
      place: { file: 'wide.safetensors' },
      hint: expect.stringMatching(/trained in float32/),
    });
  });

  it('are refused where a bias is of whole numbers, wide ones too', async () => {
    const bytes = safetensors('F32', new Array<number>(24).fill(0), 'I32', 8);
    const source = new CheckpointWeights(await openAsCheckpoint(bytes, 'q.safetensors'), plan, {
      names: { dense1: 'fc' },
    });
    const kernel = await source.read('dense1/kernel', 'fc.weight');
    expect(kernel.shape).toEqual([3, 2]);
    await expect(source.read('dense1/bias', source.tensorOf('dense1/bias')!)).rejects.toThrow(
      /^dense1\/bias: found "fc\.bias" of int32, /,
    );
  });

  it('are refused where a convolution is given the kernel of a transposed one', async () => {
    const { plan: convolutions } = modelOf({
      input: [4, 4, 2],
      layers: [
        { type: 'conv2d', name: 'c', filters: 3, kernelSize: 2 },
        { type: 'flatten' },
        { type: 'dense', units: 2 },
      ],
    });
    // [in, out, kh, kw], as its bias says.
    const bytes = encodeSafetensors({
      'up.weight': { shape: [2, 3, 2, 2], data: new Float32Array(24) },
      'up.bias': { shape: [3], data: new Float32Array(3) },
    });
    const source = new CheckpointWeights(await openAsCheckpoint(bytes, 'u.safetensors'), convolutions, {
      names: { c: 'up' },
    });
    await expect(source.read('c/kernel', source.tensorOf('c/kernel')!)).rejects.toThrow(
      'c/kernel: found "up.weight" [in, out, kh, kw], the kernel of a transposed convolution, expected that of a conv2d layer',
    );
  });

  it('that are quantised with a known scale are what they stand for', async () => {
    const expected = JSON.parse(readFileSync(path.join(fixtures, 'expected.json'), 'utf8')) as Record<
      string,
      Record<string, number[]>
    >;
    const checkpoint = await openCheckpoint(path.join(fixtures, 'quantised.pt'));
    for (const layer of ['a', 'b']) {
      const source = new CheckpointWeights(checkpoint, plan, { names: { dense1: layer } });
      const { shape, data } = await source.read('dense1/kernel', source.tensorOf('dense1/kernel')!);
      expect(shape).toEqual([3, 2]);
      // Stored [out, in].
      const values = expected['quantised.pt']![`${layer}.weight`]!;
      for (let i = 0; i < 6; i++) {
        const stored = (i % 2) * 3 + Math.floor(i / 2);
        expect(data[i], `${layer} ${i}`).toBeCloseTo(values[stored]!, 6);
      }
    }
    await checkpoint.close();
  });
});
