import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parseConfig';
import type { SampleRows } from '../../../src/diagnostics/patches';
import { patchesOf } from '../../../src/diagnostics/patches';
import { svd } from '../../../src/diagnostics/svd';
import { principalDirections } from '../../../src/inspection/samples/principalDirections';
import type { LayerOfRun } from '../../../src/inspection/samples/trainingData';
import { sampleOf, withNetwork } from '../../../src/inspection/samples/trainingData';
import { initialWeights } from '../../../src/network/initialWeights';
import { writeTensorFile } from '../../../src/runs/tensorFile';
import { Evaluator } from '../../../src/trainer/evaluation';
import { prepareTraining } from '../../../src/trainer/prepare';
import { layerInputProgram } from '../../../src/training/evaluationPrograms';
import { temporaryFolder } from '../checkpoints/support';
import { decompositionsInProcess } from '../decomposition/support';

const CONFIG = JSON.stringify({
  data: { kind: 'peak', train: 20, test: 4 },
  network: {
    input: [28, 28, 1],
    layers: [
      { type: 'conv2d', filters: 3, kernelSize: 5, strides: 3, name: 'first', activation: 'relu' },
      { type: 'conv2d', filters: 4, kernelSize: 3, strides: 2, padding: 'same', name: 'second' },
      { type: 'flatten' },
      { type: 'dense', units: 2, name: 'output' },
    ],
  },
});

const { path: folder } = temporaryFolder();

async function layerOf(name: string): Promise<LayerOfRun> {
  const training = await prepareTraining(
    parseConfig(CONFIG, 'net.racecar.json'),
    path.join(folder, 'net.racecar.json'),
  );
  const { plan } = training.model;
  const file = path.join(folder, 'weights.safetensors');
  await writeTensorFile(file, initialWeights(plan, 1));
  const index = plan.layers.findIndex((layer) => layer.name === name);
  return { training, file, plan: plan.layers[index]!, index, takesSamples: index === 0 };
}

/** What the layer meets of each sample. */
async function inputOf(layer: LayerOfRun): Promise<Float32Array> {
  const { training } = layer;
  const { train } = training.dataset;
  if (layer.index === 0) {
    const samples = Array.from({ length: train.count }, (_, at) => [...sampleOf(training, at)]);
    return Float32Array.from(samples.flat());
  }
  return withNetwork(layer, '', async (session) => {
    const evaluator = new Evaluator(training, session);
    const { x } = evaluator.batch(
      train,
      Uint32Array.from({ length: train.count }, (_, at) => at),
    );
    const { input } = await session.run(layerInputProgram(training.model, layer.index), { x });
    return Float32Array.from(input!.data);
  });
}

async function rowsOf(layer: LayerOfRun): Promise<SampleRows> {
  const values = await inputOf(layer);
  const { count } = layer.training.dataset.train;
  const shape = [count, ...layer.plan.inputShape] as unknown as [number, number, number, number];
  if (layer.plan.name === 'first') {
    return patchesOf(values, shape, { kernel: [5, 5], strides: [3, 3], padding: 'valid' }, Infinity);
  }
  if (layer.plan.name === 'second') {
    return patchesOf(values, shape, { kernel: [3, 3], strides: [2, 2], padding: 'same' }, Infinity);
  }
  return { count, length: values.length / count, values };
}

describe('the principal directions of all training data', () => {
  it.each(['first', 'second', 'output'])(
    'are the singular vectors of what the layer %s meets',
    async (name) => {
      const layer = await layerOf(name);
      const rows = await rowsOf(layer);
      const exact = svd(rows.values, rows.count, rows.length);
      const total = exact.s.reduce((sum, sigma) => sum + sigma ** 2, 0);
      const reply = await principalDirections(
        layer,
        decompositionsInProcess(),
        '',
        new AbortController().signal,
      );
      expect(reply).toMatchObject({
        samples: 20,
        total: 20,
        arePatches: name !== 'output',
        length: rows.length,
      });
      expect(reply.energy.length).toBe(8);
      const vectors = new Float32Array(reply.vectors);
      reply.energy.forEach((share, j) => {
        expect(Math.abs(share - exact.s[j]! ** 2 / total)).toBeLessThan(1e-5);
        let cosine = 0;
        for (let i = 0; i < rows.length; i++)
          cosine += vectors[j * rows.length + i]! * exact.v[i * exact.s.length + j]!;
        expect(Math.abs(cosine)).toBeGreaterThan(0.999);
      });
    },
  );

  it('are refused with a reason where all inputs are zero, and given up when they are no longer wanted', async () => {
    const layer = await layerOf('output');
    const zeros = Object.entries(initialWeights(layer.training.model.plan, 1)).map(
      ([name, { shape, data }]) => [name, { shape, data: data.map(() => 0) }] as const,
    );
    await writeTensorFile(layer.file, Object.fromEntries(zeros));
    const signal = new AbortController().signal;
    await expect(principalDirections(layer, decompositionsInProcess(), '', signal)).rejects.toThrow(
      'the inputs of output are all zero',
    );
    const ended = AbortSignal.abort(new Error('no longer wanted'));
    await expect(principalDirections(layer, decompositionsInProcess(), '', ended)).rejects.toThrow(
      'no longer wanted',
    );
  });
});
