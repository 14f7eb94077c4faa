import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HostTensors } from '../../../src/network/hostTensor';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { expectRefusal, tinyConfig, WASM, Workspace } from './support';

const workspace = new Workspace();

/** The kernels of the tiny network, some tensors replaced or added. */
function weights(replaced: HostTensors = {}): HostTensors {
  return {
    'hidden/kernel': { shape: [784, 8], data: new Float32Array(784 * 8).fill(0.01) },
    'output/kernel': { shape: [8, 2], data: Float32Array.from({ length: 16 }, (_, i) => i / 16) },
    ...replaced,
  };
}

function file(tensors: HostTensors): Uint8Array {
  return encodeSafetensors(tensors);
}

const withEntry = (value: number) =>
  file(weights({ 'output/kernel': { shape: [8, 2], data: new Float32Array(16).fill(value, 5, 6) } }));

const CASES: readonly [what: string, content: Uint8Array | string, ...expected: (string | RegExp)[]][] = [
  [
    'NaN',
    withEntry(NaN),
    /start\.safetensors: output\/kernel: found NaN at entry 5, expected finite numbers/,
  ],
  ['infinity', withEntry(Infinity), /start\.safetensors: output\/kernel: found Infinity at entry 5/],
  [
    'a kernel of another shape',
    file(weights({ 'hidden/kernel': { shape: [784, 4], data: new Float32Array(784 * 4) } })),
    /start\.safetensors: hidden\/kernel: found the shape \[784, 4\], expected \[784, 8\]/,
  ],
  [
    'no kernel of a layer',
    file({ 'hidden/kernel': weights()['hidden/kernel']! }),
    /start\.safetensors: there is no output\/kernel, found hidden\/kernel/,
  ],
  ['no kernel at all', file({}), /start\.safetensors: there is no hidden\/kernel, found no tensor/],
  ['nothing', '', /start\.safetensors: The file has 0 bytes/],
  ['a text', 'these are no weights', /start\.safetensors: The header is said to have \d+ bytes/],
  ['half of a file', file(weights()).subarray(0, 5000), /start\.safetensors: /],
];

describe('starting weights that cannot be used are refused with one message that names the file', () => {
  it.concurrent.each(CASES)('when the file holds %s', async (what, content, ...expected) => {
    const folder = what.replace(/\W+/g, '-');
    workspace.write(`${folder}/start.safetensors`, content);
    const config = tinyConfig({ training: { init: { weights: 'start.safetensors' } } });
    workspace.write(`${folder}/tiny.racecar.json`, config);
    expectRefusal(await workspace.racecar('train', `${folder}/tiny.racecar.json`), ...expected);
    expect(existsSync(workspace.path(folder, '.racecar')), 'a run was begun').toBe(false);
  });

  it.concurrent('when the file is missing, by racecar check too', async () => {
    const config = tinyConfig({ training: { init: { weights: 'none.safetensors' } } });
    workspace.write('missing.racecar.json', config);
    for (const command of ['train', 'check']) {
      const outcome = await workspace.racecar(command, 'missing.racecar.json');
      expectRefusal(outcome, /none\.safetensors: There is no such file/);
    }
  });

  it.concurrent('when it is the folder of a run, with what to write instead', async () => {
    workspace.write('runs/one/run.json', '{}');
    workspace.write('folder.racecar.json', tinyConfig({ training: { init: { weights: 'runs/one' } } }));
    expectRefusal(
      await workspace.racecar('check', 'folder.racecar.json'),
      /one: It is the folder of a run, expected a file of weights/,
      '{"init": {"run": "runs/one"}} in place of "weights"',
    );
  });

  it.concurrent('when the run is missing', async () => {
    workspace.write('run.racecar.json', tinyConfig({ training: { init: { run: 'none' } } }));
    expectRefusal(await workspace.racecar('train', 'run.racecar.json'), 'there is no run "none" in ');
  });

  it.concurrent('when a layer is named that the network does not have', async () => {
    const init = { weights: 'none.safetensors', layers: ['hiden'] };
    workspace.write('layer.racecar.json', tinyConfig({ training: { init } }));
    expectRefusal(
      await workspace.racecar('train', 'layer.racecar.json'),
      /layer\.racecar\.json:\d+:\d+: training\.init\.layers\[0\]: found "hiden", expected one of the layers/,
    );
  });

  it.concurrent('but good ones are trained from, and what was missing is told', async () => {
    workspace.write('good.safetensors', file(weights()));
    workspace.write('good.racecar.json', tinyConfig({ training: { init: { weights: 'good.safetensors' } } }));
    const { code, stderr } = await workspace.racecar('train', 'good.racecar.json', ...WASM, '--json');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch('warning: good.safetensors has no hidden/bias, ');
    expect(stderr).toMatch('they start as usual');
  });

  it.concurrent.each([
    ['NaN', NaN],
    ['infinities', Infinity],
  ])('racecar inspect names a kernel that holds %s, and measures the others', async (what, value) => {
    workspace.write(`${what}.safetensors`, withEntry(value));
    const { code, stdout, stderr } = await workspace.racecar('inspect', `${what}.safetensors`);
    expect(stderr).toMatch(
      new RegExp(
        `^${what}\\.safetensors: output/kernel: It holds ${what} in 1 of 16 values, .*row 2, column 1`,
        'm',
      ),
    );
    expect(stdout).toMatch(/\nhidden .*\noutput .* bad\n/);
    expect(code).toBe(2);
  });

  it.concurrent('racecar inspect names a kernel without an entry', async () => {
    workspace.write('none.weights', file({ 'a/kernel': { shape: [0, 4], data: new Float32Array() } }));
    const { code, stderr } = await workspace.racecar('inspect', 'none.weights');
    expect(stderr).toMatch(
      /^none\.weights: a\/kernel: .*no singular values|^none\.weights: a\/kernel: .*empty/,
    );
    expect(code).toBe(2);
  });

  it.concurrent('racecar inspect refuses a layer that is not in the file', async () => {
    workspace.write('fine.safetensors', file(weights()));
    expectRefusal(
      await workspace.racecar('inspect', 'fine.safetensors', '--layer', 'hiden'),
      '--layer: found "hiden", expected one of hidden, output',
    );
  });
});
