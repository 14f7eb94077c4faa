import type { InferenceSession } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportNetwork } from '../../../src/engines/onnx/exportNetwork';
import type { Engine } from '../../../src/engines/engine';
import type { OnnxRuntime } from '../../../src/engines/onnx/runtime';
import { loadRuntime } from '../../../src/engines/onnx/runtime';
import type { HostTensors } from '../../../src/network/hostTensor';
import type { Model } from '../../../src/training/model';
import { networkProgram } from '../../../src/training/networkProgram';
import { engine, modelOf, randomBatch, unusualWeights } from '../support/models';
import { NETWORKS } from '../support/networks';
import { relativeDifference } from '../support/numbers';

let cpu: Engine;
let runtime: OnnxRuntime;
beforeAll(async () => {
  cpu = await engine('cpu');
  runtime = await loadRuntime();
});

async function exported(model: Model, weights: HostTensors): Promise<InferenceSession> {
  const { bytes } = await exportNetwork(model, weights, { producer: 'test', metadata: { run: 'a run' } });
  return runtime.InferenceSession.create(bytes);
}

/** The exported network's outputs are the project's own evaluation, on the oracle engine. */
async function expectSameOutputs(
  model: Model,
  session: InferenceSession,
  weights: HostTensors,
  count: number,
) {
  const { x } = randomBatch(model, count, count);
  const own = await cpu.open(weights);
  const expected = await own.run(networkProgram(model), { x: x! });
  own.close();
  const found = await session.run({ x: new runtime.Tensor('float32', x!.data, x!.shape) });
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(found[name]!.dims, name).toEqual(shape);
    expect(relativeDifference(found[name]!.data as Float32Array, data), name).toBeLessThan(1e-5);
  }
}

describe('an exported network computes what the project evaluates, for batches of any size', () => {
  for (const [name, network] of Object.entries(NETWORKS)) {
    for (const batchNormAtTest of ['moving', 'batch']) {
      it(`${name}, batch norm with ${batchNormAtTest} statistics`, async () => {
        const model = modelOf({ ...network, training: { batchNormAtTest } });
        const weights = unusualWeights(model, 7);
        const session = await exported(model, weights);
        for (const count of [1, 5, 12]) await expectSameOutputs(model, session, weights, count);
        await session.release();
      });
    }
  }

  it('where strides leave pixels over that no window meets', async () => {
    const window = { type: 'conv2d', kernelSize: 2, strides: 3 };
    const model = modelOf({
      input: [12, 11, 2],
      layers: [
        { ...window, name: 'a', filters: 3, padding: 'same' },
        { ...window, name: 'b', filters: 4, padding: 'valid' },
        { type: 'flatten' },
        { type: 'dense', name: 'c', units: 3 },
      ],
    });
    const weights = unusualWeights(model, 8);
    const session = await exported(model, weights);
    await expectSameOutputs(model, session, weights, 4);
    await session.release();
  });
});

describe('an exported network', () => {
  const network = NETWORKS['dense with batch norm']!;

  it('names its input, its outputs, and the dimension of the batch', async () => {
    const model = modelOf(network);
    const { inputs, outputs } = await exportNetwork(model, unusualWeights(model, 1), { producer: 'test' });
    expect(inputs).toEqual([{ name: 'x', shape: ['batch', 4, 3, 1], type: 'float32' }]);
    expect(outputs.map(({ name }) => name)).toEqual([
      'logits',
      ...['flatten1/activation', 'a/activation', 'b/activation', 'c/activation'],
      ...['c/full', 'b/full', 'a/full'],
    ]);
    expect(outputs.at(-1)!.shape).toEqual(['batch', 4, 3, 1]);
  });

  it('holds the weights under their own names, its nodes named after the layers, and what is said of it', async () => {
    const model = modelOf(network);
    const weights = unusualWeights(model, 1);
    const description = { producer: 'test', text: 'about it', metadata: { run: 'this one' } };
    const { bytes } = await exportNetwork(model, weights, description);
    const text = Buffer.from(bytes).toString('latin1');
    for (const name of [...model.weightNames, 'a/Gemm', 'c/full/Gemm', 'about it', 'this one']) {
      expect(text, name).toContain(name);
    }
    const kernel = Buffer.from(weights['a/kernel']!.data.buffer);
    expect(Buffer.from(bytes).includes(kernel)).toBe(true);
  });
});
