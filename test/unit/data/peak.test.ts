import { describe, expect, it } from 'vitest';
import { loadPeak } from '../../../src/data/peak';
import type { PeakOptions } from '../../../src/config/data/peak';
import { energies } from './energies';

const options: PeakOptions = { kind: 'peak', seed: 0, train: 100, test: 10, validation: 0, scale: 'raw' };
const PIXELS = 784;

function image(samples: Uint8Array | Float32Array, i: number): Uint8Array {
  return Uint8Array.from(samples.subarray(i * PIXELS, (i + 1) * PIXELS));
}

describe('the generated peak images', () => {
  it('are 28x28 grey bytes of two classes in turn', () => {
    const { shape, classNames, train, test, scale } = loadPeak(options);
    expect(shape).toEqual([28, 28, 1]);
    expect(classNames).toHaveLength(2);
    expect(scale).toBe(1);
    expect(train.samples).toBeInstanceOf(Uint8Array);
    expect(train.samples).toHaveLength(100 * PIXELS);
    expect([...train.labels.subarray(0, 4)]).toEqual([0, 1, 0, 1]);
    expect(test.count).toBe(10);
  });

  it('are fed as 0..1 with the scale "unit"', () => {
    expect(loadPeak({ ...options, scale: 'unit' }).scale).toBe(1 / 255);
  });

  it('are the same for the same seed and others for another', () => {
    const { train } = loadPeak(options);
    expect(loadPeak(options).train.samples).toEqual(train.samples);
    expect(loadPeak({ ...options, seed: 1 }).train.samples).not.toEqual(train.samples);
  });

  it('begin alike however many are asked for', () => {
    const few = loadPeak({ ...options, train: 7 }).train;
    expect(few.samples).toEqual(loadPeak(options).train.samples.subarray(0, 7 * PIXELS));
  });

  it('are other drawings in the test split', () => {
    const { train, test } = loadPeak(options);
    for (let i = 0; i < test.count; i++) expect(image(test.samples, i)).not.toEqual(image(train.samples, i));
  });

  it('show a bright disc upper left in class 0 and lower right in class 1, and never both', () => {
    const { train } = loadPeak(options);
    const middles = [8 * 28 + 7, 22 * 28 + 22];
    for (let i = 0; i < train.count; i++) {
      const shown = image(train.samples, i);
      const disc = (centre: number) =>
        [0, 1, -1, 28, -28].reduce((sum, step) => sum + shown[centre + step]!, 0) / 5;
      const label = train.labels[i]!;
      expect(disc(middles[label]!)).toBeGreaterThan(240);
      expect(disc(middles[1 - label]!)).toBeLessThan(240);
    }
  });

  // The reference's first 100 images: mean 33.3, deviation 69.1, 0.30 of the pixels lit, 0.015 at 255,
  // energies 0.394, 0.139, 0.031, image means 16 … 64.
  it.each([0, 1, 2])('have the statistics of the images of the paper (seed %i)', (seed) => {
    const samples = loadPeak({ ...options, seed }).train.samples as Uint8Array;
    const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
    const square = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
    const share = (test: (value: number) => boolean) => samples.filter(test).length / samples.length;
    expect(mean).toBeGreaterThan(28.5);
    expect(mean).toBeLessThan(38);
    expect(Math.sqrt(square - mean * mean)).toBeGreaterThan(64);
    expect(Math.sqrt(square - mean * mean)).toBeLessThan(74);
    expect(share((value) => value > 0)).toBeGreaterThan(0.24);
    expect(share((value) => value > 0)).toBeLessThan(0.36);
    expect(share((value) => value === 255)).toBeGreaterThan(0.012);
    expect(share((value) => value === 255)).toBeLessThan(0.02);

    const imageMeans = Array.from(
      { length: 100 },
      (_, i) => image(samples, i).reduce((a, b) => a + b, 0) / PIXELS,
    );
    expect(Math.min(...imageMeans)).toBeGreaterThan(11);
    expect(Math.max(...imageMeans)).toBeLessThan(80);

    const [first, second, third] = energies(samples, 100, 3) as [number, number, number];
    expect(Math.abs(first - 0.394)).toBeLessThan(0.04);
    expect(Math.abs(second - 0.139)).toBeLessThan(0.025);
    expect(Math.abs(first + second - 0.533)).toBeLessThan(0.04);
    expect(third).toBeLessThan(0.055);
  });
});
