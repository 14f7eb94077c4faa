import { describe, expect, it } from 'vitest';
import { engineItems } from '../../../../src/extension/training/engineItems';

const translate = (text: string, ...values: string[]): string =>
  text.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)]!);

describe('the list of Select Engine', () => {
  const items = engineItems(
    [
      { name: 'tensorflow-gpu', available: false, reason: 'no package', hint: 'Install it.' },
      { name: 'wasm', available: true, device: 'CPU', stepsPerSecond: 61.84 },
    ],
    'wasm',
    translate,
  );

  it('has auto first, then what is available, then what is missing', () => {
    expect(items.map(({ engine }) => engine)).toEqual(['auto', 'wasm', 'tensorflow-gpu']);
  });

  it('marks the one in use and says why another is missing', () => {
    expect(items[1]).toMatchObject({
      description: 'current',
      detail: 'CPU: 61.8 standard steps a second',
      isAvailable: true,
    });
    expect(items[2]).toMatchObject({ detail: 'no package — Install it.', isAvailable: false });
  });
});
