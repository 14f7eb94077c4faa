import { describe, expect, it } from 'vitest';
import { expectRefusal, tinyConfig, Workspace } from './support';

const workspace = new Workspace();

/** Config files that cannot be trained, and what is said of them. `FILE` stands for the file's name. */
const TEXTS: readonly [what: string, text: string | object, ...expected: (string | RegExp)[]][] = [
  ['no JSON at all', 'learning: fast', 'FILE:1:1: not valid JSON'],
  ['JSON that breaks off', '{\n  "data": {', /FILE:2:\d+: not valid JSON: close brace expected/],
  ['nothing in it', '', 'FILE:1:1: the config is empty'],
  ['only blanks in it', ' \n\n', 'FILE:1:1: the config is empty'],
  ['a list in place of an object', '[]', 'FILE:1:1: the config: found [], expected an object'],
  ['50 MB', ' '.repeat(50_000_000), 'FILE: 50.0 MB is too large for a config'],
  ['100,000 open brackets', '['.repeat(100_000), /FILE:1:\d+: nested more than 64 levels deep/],
  ['no data', '{}', 'FILE:1:1: data: missing, expected an object', 'network: missing'],
  [
    'an unknown key',
    '{\n "data": { "kind": "peak" },\n "netwrok": {}\n}',
    'FILE:3:2: netwrok: unknown key "netwrok"',
    'Did you mean "network"?',
  ],
  [
    'a key twice',
    '{\n "data": { "kind": "peak",\n  "kind": "digits" } }',
    'FILE:3:3: the key "kind" stands here twice',
  ],
  [
    'a value of the wrong type',
    tinyConfig({ training: { epochs: 'many' } }),
    /FILE:\d+:\d+: training.epochs: found "many", expected a/,
  ],
  [
    'a mode that there is none of',
    tinyConfig({ regularization: { mode: 'rrr' } }),
    /FILE:\d+:\d+: regularization.mode: found "rrr", expected one of std, /,
    'did you mean "rr"?',
  ],
  [
    'a list of lambdas of the wrong length',
    tinyConfig({ regularization: { mode: 'rr', rr: { lambda: [1, 2, 3] } } }),
    /FILE:\d+:\d+: regularization.rr.lambda: found a list of 3, expected 2, one for each layer with a kernel \(hidden, output\)/,
  ],
  [
    'a dense layer where an image arrives',
    tinyConfig({ network: { layers: [{ type: 'dense', units: 2 }] } }),
    /FILE:\d+:\d+: network.layers\[0\] \(dense1\): a dense layer takes a vector, but .* \[28, 28, 1\]/,
    'flatten',
  ],
  [
    'a kernel larger than its input',
    tinyConfig({
      network: {
        layers: [
          { type: 'conv2d', filters: 2, kernelSize: 29 },
          { type: 'flatten' },
          { type: 'dense', units: 2 },
        ],
      },
    }),
    /FILE:\d+:\d+: network.layers\[0\] \(conv2d1\): the kernel's height of 29 is larger/,
  ],
  [
    'another input than the samples have',
    tinyConfig({ network: { input: [32, 32, 3] } }),
    /FILE:\d+:\d+: network.input: found \[32, 32, 3\], but the samples have the shape \[28, 28, 1\]/,
  ],
  [
    'fewer outputs than classes',
    tinyConfig({ network: { layers: [{ type: 'flatten' }, { type: 'dense', name: 'output', units: 1 }] } }),
    /FILE:\d+:\d+: network.layers\[1\] \(output\): it has 1 outputs?, but the data has 2 classes/,
  ],
  [
    'a batch larger than the training split',
    tinyConfig({ training: { batchSize: 21 } }),
    /FILE:\d+:\d+: training.batchSize: found 21, but the training split has 20 samples/,
  ],
  [
    'no training sample',
    tinyConfig({ data: { train: 0 } }),
    /FILE:\d+:\d+: data.train: found 0, expected a number of at least 1/,
  ],
  [
    'no test sample',
    tinyConfig({ data: { test: 0 } }),
    /FILE:\d+:\d+: data.test: found 0, expected a number of at least 1/,
  ],
  [
    'a validation split that leaves nothing',
    tinyConfig({ data: { train: 1, validation: 0.5 }, training: { batchSize: 1 } }),
    /FILE:\d+:\d+: data.validation: it takes every training sample/,
  ],
  [
    'a name that layers share',
    tinyConfig({
      network: {
        layers: [
          { type: 'flatten' },
          { type: 'dense', name: 'a', units: 2 },
          { type: 'dense', name: 'a', units: 2 },
        ],
      },
    }),
    /FILE:\d+:\d+: network.layers\[2\].name: the name "a" is taken by layer 1/,
  ],
];

describe('a config that cannot be trained is refused with one message that names its place', () => {
  it.concurrent.each(TEXTS)('when it has %s', async (what, text, ...expected) => {
    const name = `${what.replace(/\W+/g, '-')}.racecar.json`;
    workspace.write(name, text);
    const outcome = await workspace.racecar('train', name);
    expectRefusal(
      outcome,
      ...expected.map((each) =>
        typeof each === 'string'
          ? each.replace('FILE', name)
          : new RegExp(each.source.replace('FILE', name.replace(/[.-]/g, '\\$&'))),
      ),
    );
  });

  it.concurrent('when there is no such file', async () => {
    expectRefusal(
      await workspace.racecar('train', 'none.racecar.json'),
      /none\.racecar\.json: there is no such file/,
    );
  });

  it.concurrent('when it is a folder', async () => {
    workspace.write('folder.racecar.json/inside', '');
    expectRefusal(
      await workspace.racecar('train', 'folder.racecar.json'),
      /folder\.racecar\.json: it is a folder/,
    );
  });

  it.concurrent('by racecar check in the same words', async () => {
    workspace.write('unknown.racecar.json', '{ "data": { "kind": "peek" }, "network": {} }');
    const [trained, checked] = await Promise.all([
      workspace.racecar('train', 'unknown.racecar.json'),
      workspace.racecar('check', 'unknown.racecar.json'),
    ]);
    expectRefusal(checked, 'unknown.racecar.json:1:', 'Did you mean "peak"?');
    expectRefusal(trained, checked.stderr);
  });

  it.concurrent('but not where an editor marked its encoding', async () => {
    workspace.write('marked.racecar.json', `\uFEFF${JSON.stringify(tinyConfig())}`);
    const { code, stderr } = await workspace.racecar('check', 'marked.racecar.json');
    expect(code, stderr).toBe(0);
  });
});
