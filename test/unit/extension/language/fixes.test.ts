import { describe, expect, it } from 'vitest';
import { applyChanges, changesFor } from '../../../../src/config/textChanges';
import { problemsIn } from '../../../../src/extension/language/analysis';
import { changeBetween, distinctFixes, fixAll } from '../../../../src/extension/language/fixAll';
import { GOOD_CONFIG, withMistake } from '../../support/goodConfig';

/** The text after the fix of its only problem. */
function fixed(text: string): string {
  const problems = problemsIn(text);
  expect(problems).toHaveLength(1);
  const { fix } = problems[0]!;
  if (fix === undefined) throw new Error(`no fix for: ${problems[0]!.message}`);
  return applyChanges(text, changesFor(text, fix));
}

describe('a quick fix', () => {
  it.each([
    ['an unknown key', '"activation"', '"activatoin"'],
    ['an unknown kind of data', '"peak"', '"peek"'],
    ['an unknown type of layer', '"flatten"', '"flaten"'],
    ['an unknown activation', '"relu"', '"rleu"'],
    ['an unknown mode', '"mode": "rr"', '"mode": "rrr"'],
    ['a mode that stands twice', '"mode": "rr"', '"mode": "rr+rr"'],
    ['std beside another mode', '"mode": "rr"', '"mode": "std+rr"'],
    ['a missing flatten layer', '      { "type": "flatten" },\n', ''],
    ['an input of another shape than the data', '[28, 28, 1]', '[784, 1, 1]'],
    ['too few units for the classes', '"units": 2', '"units": 1'],
    ['more units than classes', '"units": 2', '"units": 5'],
  ])('gives the good config back for %s', (_, from, to) => {
    expect(fixed(withMistake(from, to))).toBe(GOOD_CONFIG);
  });

  it.each([
    [
      'names a layer whose name is taken',
      '"dense", "units": 2',
      '"dense", "name": "hidden", "units": 2',
      '"dense", "name": "hidden2", "units": 2',
    ],
    [
      'adds a name where an unnamed layer has it by number',
      '"name": "hidden", "units": 8, "activation": "relu"',
      '"name": "dense2", "units": 8',
      '"name": "dense2", "units": 8 }, // hidden\n      { "type": "dense", "name": "dense3", "units": 2',
    ],
    [
      'adds missing units',
      '{ "type": "dense", "units": 2 }',
      '{ "type": "dense", "activation": "relu" }',
      '{ "type": "dense", "activation": "relu", "units": 128 }',
    ],
    [
      'adds a missing type',
      '{ "type": "dense", "units": 2 }',
      '{ "units": 2 }',
      '{ "units": 2, "type": "dense" }',
    ],
    [
      'adds a missing type that the keys tell',
      '{ "type": "dense", "units": 2 }',
      '{ "filters": 2, "kernelSize": 3 }',
      '{ "filters": 2, "kernelSize": 3, "type": "conv2d" }',
    ],
    [
      'adds a missing kind',
      '{ "kind": "peak", "train": 20, "test": 4 }',
      '{ "train": 20, "test": 4 }',
      '{ "train": 20, "test": 4, "kind": "peak" }',
    ],
    [
      'adds missing data',
      '  "data": { "kind": "peak", "train": 20, "test": 4 },\n',
      '',
      '"epochs": 3 },\n  "data": { "kind": "peak" }\n',
    ],
    ['gives a list of lambdas the right length', '1e-6', '[1, 2, 3]', '[1, 2]'],
    ['lowers the batch size to the training split', '"batchSize": 10', '"batchSize": 30', '"batchSize": 20'],
    [
      'puts a flatten layer between a convolution and a dense layer, behind the comment of the first',
      '      { "type": "flatten" },\n',
      '      { "type": "conv2d", "filters": 2, "kernelSize": 3 }, // edges\n',
      '"kernelSize": 3 }, // edges\n      { "type": "flatten" },\n      { "type": "dense", "name": "hidden"',
    ],
  ])('%s', (_, from, to, after) => {
    expect(fixed(withMistake(from, to))).toContain(after);
  });

  it('completes a network that ends in an image', () => {
    const text = GOOD_CONFIG.replace(
      /"layers": \[[^\]]*\]/,
      '"layers": [{ "type": "conv2d", "filters": 2, "kernelSize": 3 }]',
    );
    expect(problemsIn(fixed(text))).toEqual([]);
    expect(fixed(text)).toContain(
      '"kernelSize": 3 }, { "type": "flatten" }, { "type": "dense", "units": 2 }]',
    );
  });

  it('takes a misspelt key for the one that is missing', () => {
    const text = withMistake('"units": 8', '"unit": 8');
    const fixes = problemsIn(text).map(({ fix }) => fix);
    expect(fixes).toHaveLength(2);
    for (const fix of fixes) expect(applyChanges(text, changesFor(text, fix!))).toBe(GOOD_CONFIG);
    expect(distinctFixes(problemsIn(text))).toMatchObject([
      { fix: { kind: 'renameKey', to: 'units' }, problems: [{ missing: 'units' }, { atKey: true }] },
    ]);
    expect(fixAll(text)).toBe(GOOD_CONFIG);
  });

  it('is none where the right key stands there too, or nothing is near', () => {
    const [both] = problemsIn(withMistake('"units": 8', '"units": 8, "unit": 9'));
    expect(both).toMatchObject({ message: expect.stringContaining('unknown key "unit"') });
    expect(both).not.toHaveProperty('fix');
    expect(problemsIn(withMistake('"relu"', '"softmax_of_everything"'))[0]).not.toHaveProperty('fix');
  });
});

describe('fix all', () => {
  it('mends several errors, also those that show only when others are gone', () => {
    const text = GOOD_CONFIG.replace('"relu"', '"rleu"')
      .replace('"epochs"', '"epoch"')
      .replace('"mode": "rr"', '"mode": "rrr"')
      .replace('      { "type": "flatten" },\n', '')
      .replace('"batchSize": 10', '"batchSize": 50');
    const after = fixAll(text);
    expect(problemsIn(after)).toEqual([]);
    expect(after).toBe(GOOD_CONFIG.replace('"batchSize": 10', '"batchSize": 20'));
  });

  it('leaves a good config, its warnings and what it cannot mend', () => {
    expect(fixAll(GOOD_CONFIG)).toBe(GOOD_CONFIG);
    const warned = withMistake('"units": 2', '"units": 5');
    expect(fixAll(warned)).toBe(warned);
    expect(fixAll('{ "data": ')).toBe('{ "data": ');
    const mixed = fixAll(GOOD_CONFIG.replace('"relu"', '"rleu"').replace('"epochs": 3', '"epochs": "many"'));
    expect(mixed).toContain('"relu"');
    expect(mixed).toContain('"many"');
  });

  it('is one change, of what differs', () => {
    expect(changeBetween('one two four', 'one three four')).toEqual({
      offset: 5,
      length: 2,
      content: 'hree',
    });
    expect(changeBetween('aa', 'aaa')).toEqual({ offset: 2, length: 0, content: 'a' });
    expect(changeBetween('same', 'same')).toEqual({ offset: 4, length: 0, content: '' });
  });
});
