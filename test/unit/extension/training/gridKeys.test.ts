import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/config/parseConfig';
import { gridKeys, valuesToBeginWith } from '../../../../src/extension/training/gridKeys';
import { GOOD_CONFIG } from '../../support/goodConfig';

describe('keys that a grid is offered for', () => {
  const offers = gridKeys(parseConfig(GOOD_CONFIG, 'x').config);
  const offer = (key: string) => offers.find((each) => each.key === key)!;

  it('are the numbers, texts and switches of the config with its defaults, not mode and seed', () => {
    const keys = offers.map(({ key }) => key);
    expect(keys[0]).toBe('regularization.rr.lambda');
    expect(keys).toEqual(
      expect.arrayContaining(['training.optimizer.learningRate', 'network.layers.1.units']),
    );
    expect(keys).not.toContain('regularization.mode');
    expect(keys).not.toContain('training.seed');
  });

  it('come with values to begin with', () => {
    expect(valuesToBeginWith(offer('regularization.rr.lambda'))).toBe('1e-7, 1e-6, 1e-5');
    expect(valuesToBeginWith(offer('training.epochs'))).toBe('3, 6');
    expect(valuesToBeginWith(offer('network.layers.1.batchNorm'))).toBe('true, false');
    expect(valuesToBeginWith(offer('training.loss'))).toBe('softmaxCrossEntropy');
  });
});
