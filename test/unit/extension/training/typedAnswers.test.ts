import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/config/parseConfig';
import { gridKeys, valuesToBeginWith } from '../../../../src/extension/training/gridKeys';
import { gridKeyOf, problemOfValues, seedCountOf } from '../../../../src/extension/training/typedAnswers';
import { GOOD_CONFIG } from '../../support/goodConfig';

const LAMBDA = 'regularization.rr.lambda';

describe('a number of seeds that is typed', () => {
  it.each([
    ['3', 3],
    [' 12 ', 12],
    ['100', 100],
    ['101', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['2.5', undefined],
    ['1e1', undefined],
    ['three', undefined],
    ['', undefined],
  ])('"%s" of at most 100 is %s', (text, count) => {
    expect(seedCountOf(text, 100)).toBe(count);
  });
});

describe('values of a key that are typed', () => {
  it('are taken as on the command line', () => {
    expect(gridKeyOf(LAMBDA, '1e-6, 1e-5').values).toEqual([1e-6, 1e-5]);
    expect(gridKeyOf('training.loss', 'meanSquaredError').values).toEqual(['meanSquaredError']);
    expect(gridKeyOf(LAMBDA, 'lin:0..1:3')).toEqual({
      ...{ key: LAMBDA, path: ['regularization', 'rr', 'lambda'], values: [0, 0.5, 1] },
    });
    expect(problemOfValues(LAMBDA, '1e-6, 1e-5')).toBeUndefined();
  });

  it.each([
    ['', 'a value before and after each comma'],
    ['1e-6,', 'a value before and after each comma'],
    ['1, 1', 'each value once'],
    ['log:0..1:3', 'log'],
  ])('"%s" are told to be wrong by the name of their key', (values, problem) => {
    expect(problemOfValues(LAMBDA, values)).toContain(LAMBDA);
    expect(problemOfValues(LAMBDA, values)).toContain(problem);
  });

  it('are right for every key as they are offered', () => {
    for (const offer of gridKeys(parseConfig(GOOD_CONFIG, 'x').config)) {
      expect(problemOfValues(offer.key, valuesToBeginWith(offer)), offer.key).toBeUndefined();
    }
  });
});
