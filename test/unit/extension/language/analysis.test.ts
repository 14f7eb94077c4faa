import { describe, expect, it } from 'vitest';
import { ConfigText } from '../../../../src/config/configText';
import { isSyntaxProblem, layersIn, problemsIn } from '../../../../src/extension/language/analysis';
import { GOOD_CONFIG, withMistake } from '../../support/goodConfig';

/** What is underlined for a mistake. */
function marked(from: string, to: string): string[] {
  const text = withMistake(from, to);
  return problemsIn(text).map(({ range }) => text.slice(range.offset, range.offset + range.length));
}

describe('the diagnostics of a config', () => {
  it('are none for a good one', () => {
    expect(problemsIn(GOOD_CONFIG)).toEqual([]);
  });

  it.each([
    ['an unknown key: the whole key', '"activation"', '"activatoin"', '"activatoin"'],
    ['a wrong value: the whole value', '"relu"', '"rleu"', '"rleu"'],
    ['a wrong list: the whole list', '[28, 28, 1]', '[28, 28]', '[28, 28]'],
    ['a missing key: the key of the object that lacks it', '"input": [28, 28, 1],', '', '"network"'],
    [
      'a missing key of a layer: the layer',
      '"type": "dense", "units": 2',
      '"type": "dense"',
      '{ "type": "dense" }',
    ],
    [
      'a missing key of the config: its first brace',
      '"data": { "kind": "peak", "train": 20, "test": 4 },',
      '',
      '{',
    ],
    [
      'a layer that does not fit: the layer',
      '      { "type": "flatten" },\n',
      '',
      '{ "type": "dense", "name": "hidden", "units": 8, "activation": "relu" }',
    ],
    [
      'a name that is taken: the name',
      '"type": "dense", "units"',
      '"type": "dense", "name": "hidden", "units"',
      '"hidden"',
    ],
    ['a mode that is none: the mode', '"mode": "rr"', '"mode": "rrr"', '"rrr"'],
    ['a list of lambdas of another length: the list', '1e-6', '[1, 2, 3]', '[1, 2, 3]'],
    ['a batch larger than the training split: the number', '"batchSize": 10', '"batchSize": 30', '30'],
    ['a key that stands twice: the second', '"units": 8', '"units": 8, "units": 9', '"units"'],
  ])('mark %s', (_, from, to, range) => {
    expect(marked(from, to)).toEqual([range]);
  });

  it('mark the second of two same keys', () => {
    const text = withMistake('"units": 8', '"units": 8, "units": 9');
    expect(problemsIn(text)[0]?.range.offset).toBe(text.lastIndexOf('"units": 9'));
  });

  it('tell all errors at once', () => {
    const text = GOOD_CONFIG.replace('"relu"', '"rleu"')
      .replace('"epochs"', '"epoch"')
      .replace('"mode": "rr"', '"mode": 5');
    expect(
      problemsIn(text)
        .map(({ path }) => path.at(-1))
        .sort(),
    ).toEqual(['activation', 'epoch', 'mode']);
  });

  it('know what the editor says of its own: that a text is no JSON, but not that it is empty or has a key twice', () => {
    expect(isSyntaxProblem('{ "data": ')).toBe(true);
    expect(isSyntaxProblem(GOOD_CONFIG)).toBe(false);
    expect(isSyntaxProblem('')).toBe(false);
    expect(isSyntaxProblem('{ "data": 1, "data": 2 }')).toBe(false);
    expect(problemsIn('')).toMatchObject([{ severity: 'error', range: { offset: 0, length: 0 } }]);
    expect(problemsIn('{ "data": x }')).toMatchObject([
      { message: expect.stringContaining('not valid JSON') },
    ]);
  });
});

describe('the layers of a config', () => {
  const layers = (text: string) => layersIn(new ConfigText(text, 'x'));

  it('have shapes and numbers of parameters', () => {
    const { layers: found, complete } = layers(GOOD_CONFIG);
    expect(complete).toBe(true);
    expect(found.map(({ plan }) => [plan.name, plan.outputShape, plan.parameters])).toEqual([
      ['flatten1', [784], 0],
      ['hidden', [8], 784 * 8 + 8],
      ['dense2', [2], 18],
    ]);
    const { range } = found[0]!;
    expect(GOOD_CONFIG.slice(range.offset, range.offset + range.length)).toBe('{ "type": "flatten" }');
  });

  it('are known while other parts are wrong, and up to the first layer that is wrong', () => {
    expect(layers(withMistake('"peak"', '"peek"')).complete).toBe(true);
    expect(layers(withMistake('"units": 8', '"units": "8"'))).toMatchObject({
      complete: false,
      layers: [{ plan: { name: 'flatten1' } }],
    });
    expect(layers('{ "network": { "input": 5 } }')).toEqual({ layers: [], complete: false });
    expect(layers('[]')).toEqual({ layers: [], complete: false });
  });
});
