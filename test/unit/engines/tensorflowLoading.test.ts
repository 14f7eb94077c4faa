import { getGradient, getKernel } from '@tensorflow/tfjs-core';
import util from 'node:util';
import { expect, it } from 'vitest';
import { loadPackage } from '../../../src/engines/tensorflow/load';
import { gradientProgram, stepInputs } from '../../../src/training/stepProgram';
import { temporaryFolder } from '../data/temporaryFolder';
import { TESTS_TENSORFLOW } from '../support/engines';
import { engine, modelOf, randomBatch, stateOf, unusualWeights } from '../support/models';
import { NETWORKS } from '../support/networks';
import { install } from './fakePackages';

/** Stands for the package's own copy of tfjs-core, which registers everything anew. */
const REGISTERS_ANEW = `
  const { isNullOrUndefined } = require('node:util');
  if (isNullOrUndefined(null) !== true) throw new Error('wrong');
  globalThis._tfGlobals.get('gradRegistry').set('Tanh', 'another');
  globalThis._tfGlobals.get('kernelRegistry').set('cpu_Tanh', 'another');
  globalThis._tfGlobals.get('kernelRegistry').set('tensorflow_Tanh', 'its own');
  globalThis._tfengine.registerBackend('tensorflow', () => ({}));
`;

it.skipIf(TESTS_TENSORFLOW)('a package is loaded beside the other engines, and only one', async () => {
  await engine('cpu');
  const [gradient, kernel] = [getGradient('Tanh'), getKernel('Tanh', 'cpu')];
  // As on Node 23.
  Reflect.deleteProperty(util, 'isNullOrUndefined');
  const folder = temporaryFolder();
  const silent = install(temporaryFolder(), 'tensorflow');
  expect(() => loadPackage(silent)).toThrow(/its backend does not show/);
  const fake = install(folder, 'tensorflow', { code: REGISTERS_ANEW });
  loadPackage(fake);
  expect(getGradient('Tanh')).toBe(gradient);
  expect(getKernel('Tanh', 'cpu')).toBe(kernel);
  expect(getKernel('Tanh', 'tensorflow')).toBe('its own');
  loadPackage(fake);
  expect(() => loadPackage(install(folder, 'tensorflow-gpu'))).toThrow(/there is room for one/);
});

it.runIf(TESTS_TENSORFLOW)('the other engines compute the same bits after TensorFlow is loaded', async () => {
  const model = modelOf({ ...NETWORKS.convolutional!, regularization: { mode: 'rr+ort+weissi' } });
  const state = stateOf(model, unusualWeights(model, 1));
  const inputs = { ...randomBatch(model, 5, 2), ...stepInputs(model, 0, 1) };
  const gradients = async (name: 'cpu' | 'wasm' | 'tensorflow') => {
    const session = await (await engine(name)).open(state);
    const values = await session.run(gradientProgram(model), inputs);
    session.close();
    return values;
  };
  const before = [await gradients('cpu'), await gradients('wasm')];
  await gradients('tensorflow');
  expect([await gradients('cpu'), await gradients('wasm')]).toEqual(before);
});
