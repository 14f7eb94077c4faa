import { describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../../src/config/schema';
import { planNetwork } from '../../../src/config/networkPlan';
import { parseConfig, problemsOfText } from '../../../src/config/parseConfig';
import { regularizerOptions, resolveConfig } from '../../../src/config/resolve';
import { UserError } from '../../../src/config/userError';
import { nearest } from '../../../src/config/nearest';

const GOOD = `{
  // A comment.
  "data": { "kind": "peak", "train": 20, "test": 4 },
  "network": {
    "input": [28, 28, 1],
    "layers": [
      { "type": "flatten" },
      { "type": "dense", "name": "hidden", "units": 8, "activation": "relu" },
      { "type": "dense", "units": 2 }, // trailing commas are fine
    ]
  },
  "regularization": { "mode": "rr", "rr": { "lambda": 1e-6, "reduction": "sum" } },
  "training": { "batchSize": 10, "epochs": 3 }
}
`;

/** The error for a good config in which one text is replaced by another. */
function errorFor(from: string, to: string): UserError {
  expect(GOOD).toContain(from);
  try {
    parseConfig(GOOD.replace(from, to), 'test.racecar.json').check();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a good config', () => {
  it('gets every default that does not depend on the data', () => {
    const { config } = parseConfig(GOOD, 'test.racecar.json');
    expect(config.training.optimizer).toEqual({
      type: 'adam',
      learningRate: 1e-3,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    });
    expect(config.regularization.ort).toEqual({ lambda: 0.1 });
    expect(config.network.layers[2]).toMatchObject({
      useBias: true,
      batchNorm: false,
      activation: 'linear',
      kernelInitializer: 'glorotUniform',
    });
  });

  it('gets the rest from the number of samples', () => {
    const { config } = parseConfig(GOOD.replace('"batchSize": 10, "epochs": 3', '"epochs": 2000'), 'x');
    const { training } = resolveConfig(config, { train: 20, all: 24 });
    expect(training).toMatchObject({ batchSize: 20, logEvery: 4, snapshotEvery: 100, evaluateEvery: 4 });
  });

  it('evaluates big splits less often than it logs', () => {
    const { config } = parseConfig(GOOD.replace('"batchSize": 10', '"batchSize": 100'), 'x');
    const { training } = resolveConfig(config, { train: 50_000, all: 60_000 });
    expect(training.logEvery).toBe(3);
    expect(training.evaluateEvery).toBe(300);
  });

  it('names every layer as the network does, also when it is read again', () => {
    const { config } = parseConfig(GOOD, 'x');
    const resolved = resolveConfig(config, { train: 20, all: 24 });
    const names = resolved.network.layers.map(({ name }) => name);
    expect(names).toEqual(planNetwork(config.network).layers.map(({ name }) => name));
    expect(names).not.toContain(undefined);
    expect(parseConfig(JSON.stringify(resolved), 'run.json').config.network).toEqual(resolved.network);
    expect(resolveConfig(resolved, { train: 20, all: 24 })).toEqual(resolved);
  });

  it("lets rr-local use rr's options, or its own", () => {
    const { config } = parseConfig(GOOD, 'x');
    expect(regularizerOptions(config, 'rr-local')).toEqual({ lambda: 1e-6, reduction: 'sum' });
    const own = GOOD.replace('"mode": "rr",', '"mode": "rr-local", "rr-local": { "lambda": 5 },');
    expect(regularizerOptions(parseConfig(own, 'x').config, 'rr-local')).toEqual({
      lambda: 5,
      reduction: 'sum',
    });
  });

  it('takes values from the command in place of its own, and places errors in them there', () => {
    const set = (path: (string | number)[], value: unknown) => [{ path, value, source: '--set that' }];
    expect(parseConfig(GOOD, 'x', set(['training', 'epochs'], 7)).config.training.epochs).toBe(7);
    expect(
      parseConfig(GOOD, 'x', set(['network', 'layers', 1, 'units'], 5)).config.network.layers[1],
    ).toMatchObject({
      units: 5,
    });
    expect(() => parseConfig(GOOD, 'x', set(['training', 'epochs'], 'many'))).toThrow(
      expect.objectContaining({ place: { file: '--set that' } }),
    );
  });
});

it('is told one setting of the optimizer, which is Adam unless it says otherwise', () => {
  const override = { path: ['training', 'optimizer', 'beta1'], value: 0.5, source: '--set …' };
  const { config } = parseConfig(GOOD, 'x', [override]);
  expect(config.training.optimizer).toMatchObject({ type: 'adam', beta1: 0.5, beta2: 0.999 });
  const own = GOOD.replace('"epochs": 3', '"epochs": 3, "optimizer": { "type": "adamw" }');
  expect(parseConfig(own, 'x', [override]).config.training.optimizer).toMatchObject({
    type: 'adamw',
    beta1: 0.5,
  });
});

describe('an error in a config', () => {
  it.each([
    ['"type": "dense"', '"type": "MaxPooling2D"', 'There is no pooling'],
    ['"type": "dense"', '"type": "Dropout"', 'There is no dropout'],
    ['"type": "dense"', '"type": "BatchNormalization"', 'an option of dense and conv2d: "batchNorm": true'],
    ['"type": "dense"', '"type": "ReLU"', 'an option of dense and conv2d: "activation": "relu"'],
    ['"type": "dense"', '"type": "Linear"', 'Did you mean "dense"?'],
    ['"activation": "relu"', '"activation": "softmax"', 'The loss takes the softmax itself'],
    ['"activation": "relu"', '"activation": "relu6"', 'Did you mean "relu"?'],
  ])('says what to write in place of what other libraries have: %s written %s', (from, to, hint) => {
    expect(errorFor(from, to).format()).toContain(hint);
  });

  it.each([
    ['"units": 8', '"unit": 8', 8, 'units'],
    ['"activation"', '"activatoin"', 8, 'activation'],
    ['"epochs"', '"epoch"', 13, 'epochs'],
    ['"training"', '"trainning"', 13, 'training'],
    ['"reduction"', '"reductoin"', 12, 'reduction'],
  ])('names the nearest known key: %s written %s', (from, to, line, known) => {
    const error = errorFor(from, to);
    expect(error.format()).toContain(`unknown key ${to.replace(/:.*/, '')}`);
    expect(error.format()).toContain(`Did you mean "${known}"?`);
    const places = [...error.format().matchAll(/test\.racecar\.json:(\d+):\d+/g)].map((match) =>
      Number(match[1]),
    );
    expect(places).toContain(line);
  });

  it('is placed at the value, by line and column', () => {
    expect(errorFor('"units": 8', '"units": -8').place).toEqual({
      file: 'test.racecar.json',
      line: 8,
      column: 53,
    });
  });

  it.each([
    ['"units": 8', '"units": "8"', /layers\[1\]\.units: found "8", expected a number/],
    ['"units": 8', '"units": 8.5', /found 8\.5, expected a whole number/],
    ['"units": 8, ', '', /layers\[1\]\.units: missing/],
    ['"type": "flatten"', '"type": "flaten"', /found "flaten", expected one of "flatten"/],
    ['"activation": "relu"', '"activation": "rleu"', /found "rleu", expected "linear" or "relu"/],
    ['"input": [28, 28, 1]', '"input": 784', /network\.input: found 784, expected three whole numbers/],
    [
      '"lambda": 1e-6',
      '"lambda": "1e-6"',
      /lambda: found "1e-6", expected a number of at least 0, or a list/,
    ],
    ['"lambda": 1e-6', '"lambda": -1', /found -1, expected a number of at least 0/],
    ['"mode": "rr"', '"mode": "rrr"', /found "rrr", expected one of std, rr, .*did you mean "rr"/],
    ['"mode": "rr"', '"mode": "std+rr"', /std alone/],
    ['"mode": "rr"', '"mode": "rr+rr"', /at most once/],
    ['"kind": "peak"', '"kind": "peek"', /found "peek", expected one of "peak", "digits"/],
    ['"epochs": 3', '"init": {}', /expected either "weights" \(a file\) or "run"/],
    ['"epochs": 3', '"init": { "weights": "a", "step": 3 }', /"step" only beside "run"/],
    ['"epochs": 3', '"init": { "run": "a", "flatten": "channelsLast" }', /"flatten" only beside "weights"/],
  ])('says what was found and what was expected: %s written %s', (from, to, message) => {
    expect(errorFor(from, to).format()).toMatch(message);
  });

  it.each([
    [
      '{ "type": "flatten" },\n',
      '',
      /a dense layer takes a vector, but what reaches it has the shape \[28, 28, 1\][^]*flatten/,
    ],
    [
      '{ "type": "flatten" }',
      '{ "type": "conv2d", "filters": 2, "kernelSize": 40 }, { "type": "flatten" }',
      /kernel's height of 40 is larger than the height of 28/,
    ],
    [
      '{ "type": "dense", "units": 2 }',
      '{ "type": "dense", "units": 1 }',
      /1 outputs, but the data has 2 classes/,
    ],
    [
      '{ "type": "dense", "units": 2 }',
      '{ "type": "dense", "name": "hidden", "units": 2 }',
      /the name "hidden" is taken/,
    ],
    ['"input": [28, 28, 1]', '"input": [28, 28, 3]', /the samples have the shape \[28, 28, 1\]/],
    [
      '"lambda": 1e-6',
      '"lambda": [1, 2, 3]',
      /found a list of 3, expected 2, one for each layer with a kernel \(hidden, dense2\)/,
    ],
    ['"batchSize": 10', '"batchSize": 21', /found 21, but the training split has 20 samples/],
    ['"test": 4', '"test": 0', /found 0, expected a number of at least 1/],
  ])('is found where parts do not fit each other: %s written %s', (from, to, message) => {
    expect(errorFor(from, to).format()).toMatch(message);
  });

  it('comes with all others, in the order of the text', () => {
    const text = GOOD.replace('"units": 8', '"units": 0').replace('"epochs": 3', '"epochs": 0');
    const { problems } = problemsOfText(text, 'x');
    expect(problems.map(({ place }) => place.line)).toEqual([8, 13]);
    expect(() => parseConfig(text, 'x')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('training.epochs: found 0') }),
    );
  });

  it.each([
    ['', /empty/],
    ['[]', /expected an object/],
    ['{ "data": ', /not valid JSON/],
    ['nonsense', /not valid JSON/],
    ['{ "data": 1, "data": 2 }', /"data" stands here twice/],
    ['{ "__proto__": {} }', /"__proto__" is not allowed/],
    [`${'['.repeat(100_000)}`, /nested more than 64 levels/],
    [' '.repeat(2_000_000), /2\.0 MB is too large/],
  ])('is one clear message for what is no config at all (%#)', (text, message) => {
    expect(() => parseConfig(text, 'x')).toThrow(UserError);
    expect(() => parseConfig(text, 'x')).toThrow(message);
  });
});

describe('warnings', () => {
  it('tell of weissi before batch norm, and of outputs that no class has', () => {
    const text = GOOD.replace('"mode": "rr"', '"mode": "weissi"')
      .replace('"activation": "relu"', '"batchNorm": true')
      .replace('{ "type": "dense", "units": 2 }', '{ "type": "dense", "units": 5 }');
    const warnings = parseConfig(text, 'x').check();
    expect(warnings.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    expect(warnings.map(({ message }) => message).join()).toMatch(
      /5 outputs for 2 classes.*shrinks without end/,
    );
  });
});

it('warns of batch norm over a single sample', () => {
  const normalised = (batchSize: number) =>
    GOOD.replace('"units": 8,', '"units": 8, "batchNorm": true,').replace('10', String(batchSize));
  const { problems } = problemsOfText(normalised(1), 'x');
  expect(problems).toEqual([
    expect.objectContaining({
      path: ['training', 'batchSize'],
      message: expect.stringMatching(/one sample a step.*\(hidden\)/),
      severity: 'warning',
    }),
  ]);
  expect(problemsOfText(normalised(2), 'x').problems).toEqual([]);
});

it('has a JSON Schema from the same source, with a description for every key', () => {
  const schema = configJsonSchema() as {
    properties: Record<string, { description?: string }>;
    required: string[];
  };
  expect(Object.keys(schema.properties)).toEqual([
    '$schema',
    'data',
    'network',
    'regularization',
    'training',
  ]);
  expect(schema.required).toEqual(['data', 'network']);
  for (const property of Object.values(schema.properties)) expect(property.description).toBeTruthy();
});

it('finds the nearest of some words, and none where none is near', () => {
  expect(nearest('lamda', ['lambda', 'layers'])).toBe('lambda');
  expect(nearest('unti', ['units', 'input'])).toBe('units');
  expect(nearest('xyz', ['lambda', 'layers'])).toBeUndefined();
});
