import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { energies } from './energies';
import { load } from './errors';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const reference = path.resolve(repository, '../shared/data/racecar-reference');

describe("the paper's own images", () => {
  it('are read from their folders as the reference code reads them', async (context) => {
    if (!existsSync(reference))
      context.skip('the reference images are not here (../shared/data/racecar-reference)');
    const { shape, classNames, scale, train, test } = await load(
      { kind: 'images', path: 'peak', test: 5 / 55, shuffle: false, channel: 0, scale: 'raw' },
      reference,
    );
    expect(shape).toEqual([28, 28, 1]);
    expect(classNames).toEqual(['0', '1']);
    expect(scale).toBe(1);
    expect([train.count, test.count]).toEqual([100, 10]);
    expect(Array.from(train.labels)).toEqual(Array.from({ length: 100 }, (_, i) => Number(i >= 50)));

    const firstChannel = (name: string) => {
      const { data } = decode(readFileSync(path.join(reference, 'peak', name)));
      return Uint8Array.from({ length: 784 }, (_, i) => data[4 * i]!);
    };
    const sample = (split: typeof train, i: number) => split.samples.subarray(784 * i, 784 * (i + 1));
    expect(sample(train, 0)).toEqual(firstChannel('0/0.png'));
    expect(sample(train, 99)).toEqual(firstChannel('1/49.png'));
    expect(sample(test, 0)).toEqual(firstChannel('0/50.png'));

    const [first, second] = energies(train.samples as Uint8Array, 100, 2);
    expect(first).toBeCloseTo(0.394, 3);
    expect(second).toBeCloseTo(0.139, 3);
  });
});
