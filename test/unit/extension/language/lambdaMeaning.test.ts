import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigText } from '../../../../src/config/configText';
import type { LambdaMeaning } from '../../../../src/extension/language/lambdaMeaning';
import { lambdaMeaning } from '../../../../src/extension/language/lambdaMeaning';
import { lambdaMarkdown } from '../../../../src/extension/language/lambdaTexts';
import { GOOD_CONFIG, withMistake } from '../../support/goodConfig';

const l10n = {
  t: (message: string, ...args: (string | number)[]) =>
    message.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)])),
};

/** The meaning at the place of a text that stands once in a config. */
function meaningAt(text: string, place: string): LambdaMeaning | undefined {
  expect(text.split(place)).toHaveLength(2);
  return lambdaMeaning(new ConfigText(text, 'x'), text.indexOf(place));
}

const example = (name: string) => readFileSync(`examples/${name}/${name}.racecar.json`, 'utf8');
const coefficients = (meaning: LambdaMeaning | undefined) =>
  meaning?.rows.map(({ perElement }) => perElement);

describe("the meaning of rr's lambda", () => {
  // Reference settings: MNIST 7.84e-3; peak: input 3.92e-2, hidden 6.4e-3.
  it('is lambda * batch * size / 2 per element under "sum"', () => {
    const [mnist] = coefficients(meaningAt(example('mnist-pair'), '"lambda": 1e-5'))!;
    expect(mnist).toBeCloseTo(7.84e-3, 12);
    const peak = meaningAt(example('peak'), '"lambda": 1e-6');
    expect(coefficients(peak)![0]).toBeCloseTo(3.92e-2, 12);
    expect(coefficients(peak)![1]).toBeCloseTo(6.4e-3, 12);
    expect(peak).toMatchObject({
      active: true,
      batchSize: 100,
      rows: [
        { layer: 'hidden', rebuilds: undefined, size: 784 },
        { layer: 'output', rebuilds: 'hidden', size: 128 },
      ],
    });
  });

  it('is lambda itself under "mean", and another lambda under "sum" would be the same', () => {
    const meaning = meaningAt(withMistake('"sum"', '"mean"').replace('1e-6', '0.01'), '0.01');
    expect(coefficients(meaning)).toEqual([0.01, 0.01]);
    expect(meaning).toMatchObject({ rows: [{ otherLambda: (2 * 0.01) / (10 * 784) }, {}] });
  });

  it('follows a list, its entries, and the key', () => {
    const text = withMistake('1e-6', '[1e-6, 2e-6]');
    for (const place of ['lambda', '[1e-6', '2e-6']) {
      expect(coefficients(meaningAt(text, place))).toEqual([1e-6 * 10 * 392, 2e-6 * 10 * 4]);
    }
  });

  it("is that of rr for what rr-local does not say, and of convolutions the image's size", () => {
    const text = example('digits').replace(
      '"rr": {',
      '"rr-local": { "lambda": 5 }, "rr": { "reduction": "sum",',
    );
    const meaning = meaningAt(text, '"lambda": 5');
    expect(meaning).toMatchObject({ active: false, reduction: 'sum', batchSize: 50 });
    const sizes = meaning?.kind === 'reverse' ? meaning.rows.map(({ size }) => size) : [];
    expect(sizes).toEqual([784, 14 * 14 * 8, 7 * 7 * 16]);
  });

  it('has no numbers where the batch size is decided by data that was not read', () => {
    const unread = GOOD_CONFIG.replace(/"data": .*/, '"data": { "kind": "images", "path": "x" },').replace(
      '"batchSize": 10, ',
      '',
    );
    const meaning = meaningAt(unread, '1e-6')!;
    expect(coefficients(meaning)).toEqual([undefined, undefined]);
    expect(lambdaMarkdown(meaning, l10n)).toContain('give `training.batchSize`');
    const generated = meaningAt(GOOD_CONFIG.replace('"batchSize": 10, ', ''), '1e-6');
    expect(generated).toMatchObject({ batchSize: 20 });
  });

  it('is not told elsewhere, or where the config does not tell', () => {
    expect(meaningAt(GOOD_CONFIG, '"reduction"')).toBeUndefined();
    expect(meaningAt(GOOD_CONFIG, '"units": 8')).toBeUndefined();
    expect(meaningAt(withMistake('"units": 8', '"units": "x"'), '1e-6')).toBeUndefined();
    expect(meaningAt(withMistake('1e-6', '"x"'), '"x"')).toBeUndefined();
  });

  it('is told of the layers up to the first that is wrong', () => {
    const meaning = meaningAt(withMistake('"units": 2', '"units": "2"'), '1e-6');
    expect(meaning?.rows.map(({ layer }) => layer)).toEqual(['hidden']);
  });
});

describe('the meaning of the other weights', () => {
  const withOptions = (options: string) => withMistake('"rr": {', `${options}, "rr": {`);

  it("is an upper bound for ort's: sigma^2 is at most the squared Frobenius norm", () => {
    const meaning = meaningAt(withOptions('"ort": { "lambda": 0.5 }'), '0.5');
    expect(meaning).toMatchObject({ kind: 'ort', active: false, rows: [{ columns: 8 }, { columns: 2 }] });
    expect(coefficients(meaning)).toEqual([0.5 * 64, 0.5 * 4]);
  });

  it('is a weight decay for the norm of WEISSI, an L1 weight for its directions', () => {
    const squared = (rows: number, columns: number) => (rows * columns * 2) / (rows + columns);
    const text = withOptions('"weissi": { "lambdaNorm": 3, "lambdaL1": 7 }');
    const [first, second] = coefficients(meaningAt(text, '3, "l'))!;
    expect(first).toBeCloseTo(3 / squared(784, 8), 10);
    expect(second).toBeCloseTo(3 / squared(8, 2), 10);
    expect(coefficients(meaningAt(text, '7 }'))![0]).toBeCloseTo(
      (7 * 784 * 8) / Math.sqrt(squared(784, 8)),
      8,
    );
  });

  it('is lambda * size / 2 per squared weight for weight decay, in any mode', () => {
    const meaning = meaningAt(withOptions('"weightDecay": 0.5'), '0.5');
    expect(meaning).toMatchObject({ kind: 'decay', active: true });
    expect(coefficients(meaning)).toEqual([(0.5 * 784 * 8) / 2, (0.5 * 16) / 2]);
  });
});

describe('the text of a hover', () => {
  it('has the formula, its source, and a row for each layer', () => {
    const text = lambdaMarkdown(meaningAt(example('peak'), '"lambda": 1e-6')!, l10n);
    expect(text).toContain('λ/2 · Σ (r − h)²');
    expect(text).toContain('(https://arxiv.org/abs/2007.00024)');
    expect(text).toContain('batches of B = 100');
    expect(text).toContain('| `hidden` | the input | 784 | 1.00e-6 | 0.0392 |');
    expect(text).toContain('| `output` | output of `hidden` | 128 | 1.00e-6 | 0.0064 |');
  });

  it('says when the mode does not use the weight', () => {
    const text = lambdaMarkdown(meaningAt(example('peak'), '"lambda": 0.1')!, l10n);
    expect(text).toContain('does not use it');
    expect(text).toContain('(https://arxiv.org/abs/1810.09102)');
  });
});
