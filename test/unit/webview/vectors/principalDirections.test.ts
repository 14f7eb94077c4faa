import { describe, expect, it } from 'vitest';
import { svd } from '../../../../src/diagnostics/svd';
import { Random } from '../../../../src/random/random';
import { vectorAt } from '../../../../webview/dashboard/vectors/directions';
import type { VectorList } from '../../../../webview/dashboard/vectors/directions';
import { classMeans, nearestSamples } from '../../../../webview/dashboard/vectors/likeness';
import { layerSamples } from '../../../../webview/dashboard/vectors/layerInput';
import { patchesOf } from '../../../../src/diagnostics/patches';
import {
  energiesAlong,
  principalAngles,
  principalDirections,
} from '../../../../webview/dashboard/vectors/principalDirections';

const list = (length: number, ...vectors: number[][]): VectorList => ({
  count: vectors.length,
  length,
  values: Float32Array.from(vectors.flat()),
});

describe('principal directions', () => {
  it('finds the axes of data along two of them, with their energies', () => {
    const values = Float32Array.from([3, 0, 0, -3, 0, 0, 0, 0, 1, 0, 0, -1]);
    const { vectors, energy } = principalDirections({ count: 4, length: 3, values }, 8)!;
    expect(vectors.count).toBe(2);
    expect([...vectorAt(vectors, 0)].map(Math.abs)).toEqual([1, 0, 0].map((x) => expect.closeTo(x, 6)));
    expect([...vectorAt(vectors, 1)].map(Math.abs)).toEqual([0, 0, 1].map((x) => expect.closeTo(x, 6)));
    expect([...energy]).toEqual([expect.closeTo(0.9, 6), expect.closeTo(0.1, 6)]);
  });

  it('does not centre: equal samples lie along themselves', () => {
    const { vectors, energy } = principalDirections(
      { count: 2, length: 2, values: Float32Array.of(3, 4, 3, 4) },
      8,
    )!;
    expect(Math.abs(vectorAt(vectors, 0)[0]!)).toBeCloseTo(0.6, 6);
    expect(energy[0]).toBeCloseTo(1, 12);
  });

  it('gives what the whole SVD gives where it iterates', () => {
    const random = new Random(1, 'samples');
    const [count, length] = [80, 50];
    // Energies that fall off as those of images do.
    const values = Float32Array.from(
      { length: count * length },
      (_, i) => random.normal() / (1 + (i % length)),
    );
    const exact = svd(values, count, length);
    const total = exact.s.reduce((sum, sigma) => sum + sigma ** 2, 0);
    const { vectors, energy } = principalDirections({ count, length, values }, 4)!;
    for (let j = 0; j < 4; j++) {
      expect(energy[j]).toBeCloseTo(exact.s[j]! ** 2 / total, 6);
      const product = vectorAt(vectors, j).reduce(
        (sum, value, i) => sum + value * exact.v[i * length + j]!,
        0,
      );
      expect(Math.abs(product)).toBeGreaterThan(0.9999);
    }
  });

  it('holds at least as much of the samples as any other directions do', () => {
    const random = new Random(2, 'samples');
    const samples = { count: 9, length: 5, values: Float32Array.from({ length: 45 }, () => random.normal()) };
    const { vectors, energy } = principalDirections(samples, 2)!;
    const own = energiesAlong(samples, vectors, [1, 0]);
    expect(own).toEqual([energy[1], energy[0]].map((share) => expect.closeTo(share!, 6)));
    const axes = list(
      5,
      ...Array.from({ length: 5 }, (_, i) => [0, 1, 2, 3, 4].map((j) => (i === j ? 1 : 0))),
    );
    const along = energiesAlong(samples, axes, [0, 1, 2, 3, 4]);
    expect(along.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(along[0]! + along[1]!).toBeLessThan(energy[0]! + energy[1]!);
  });

  it('gives none for zeros and for what is not finite', () => {
    expect(principalDirections({ count: 1, length: 2, values: Float32Array.of(0, 0) }, 8)).toBeUndefined();
    expect(principalDirections({ count: 1, length: 2, values: Float32Array.of(NaN, 1) }, 8)).toBeUndefined();
  });
});

describe('principal angles', () => {
  it('are 0 for one span, however it is written, and 90 for orthogonal ones', () => {
    const h = Math.SQRT1_2;
    const plane = list(4, [1, 0, 0, 0], [0, 1, 0, 0]);
    const turned = list(4, [h, h, 0, 0], [h, -h, 0, 0]);
    const other = list(4, [0, 0, 1, 0], [0, 0, 0, 1]);
    // acos near 1 turns float32's rounding into hundredths of a degree.
    for (const angle of principalAngles(plane, [0, 1], turned, [0, 1])) expect(angle).toBeLessThan(0.1);
    for (const angle of principalAngles(plane, [0, 1], other, [0, 1])) expect(angle).toBeCloseTo(90, 4);
  });

  it('are those of two planes that share a line and open by a known angle', () => {
    const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    const angles = principalAngles(
      list(3, [1, 0, 0], [0, 1, 0]),
      [0, 1],
      list(3, [1, 0, 0], [0, c, s]),
      [0, 1],
    );
    expect(angles[0]).toBeLessThan(0.1);
    expect(angles[1]).toBeCloseTo(30, 3);
  });
});

describe('patches', () => {
  it('of a valid convolution are the windows of the image', () => {
    const image = Float32Array.from({ length: 12 }, (_, i) => i);
    const patches = patchesOf(image, [1, 3, 4, 1], { kernel: [2, 2], strides: [1, 2], padding: 'valid' }, 99);
    expect(patches).toMatchObject({ count: 4, length: 4, total: 4 });
    expect([...patches.values.subarray(0, 4)]).toEqual([0, 1, 4, 5]);
    expect([...patches.values.subarray(4, 8)]).toEqual([2, 3, 6, 7]);
    expect([...patches.values.subarray(12, 16)]).toEqual([6, 7, 10, 11]);
  });

  it('give the outputs of a convolution when multiplied by its kernel, also with padding and channels', () => {
    const random = new Random(0, 'patches');
    const draw = (count: number) => Float32Array.from({ length: count }, () => random.normal());
    const [height, width, channels] = [5, 4, 2];
    const image = draw(height * width * channels);
    const kernel = draw(3 * 3 * channels);
    const patches = patchesOf(
      image,
      [1, height, width, channels],
      { kernel: [3, 3], strides: [2, 2], padding: 'same' },
      99,
    );
    expect(patches.count).toBe(3 * 2);
    const at = (y: number, x: number, c: number) =>
      y < 0 || x < 0 || y >= height || x >= width ? 0 : image[(y * width + x) * channels + c]!;
    for (let patch = 0; patch < patches.count; patch++) {
      // TensorFlow's padding: along 5 values one zero on either side, along 4 none before and one after.
      const [top, left] = [Math.floor(patch / 2) * 2 - 1, (patch % 2) * 2];
      let wanted = 0;
      for (let i = 0; i < kernel.length; i++) {
        const [row, column, c] = [Math.floor(i / (3 * channels)), Math.floor(i / channels) % 3, i % channels];
        wanted += kernel[i]! * at(top + row, left + column, c);
      }
      const found = patches.values
        .subarray(patch * patches.length, (patch + 1) * patches.length)
        .reduce((sum, value, i) => sum + value * kernel[i]!, 0);
      expect(found).toBeCloseTo(wanted, 4);
    }
  });

  it('leave out evenly where there are too many', () => {
    const patches = patchesOf(
      Float32Array.from({ length: 100 }, (_, i) => i),
      [1, 10, 10, 1],
      { kernel: [1, 1], strides: [1, 1], padding: 'valid' },
      4,
    );
    expect([...patches.values]).toEqual([0, 25, 50, 75]);
    expect(patches.total).toBe(100);
  });
});

describe('likeness to the probes', () => {
  const layer = {
    name: 'hidden',
    type: 'dense',
    activation: 'linear',
    inputShape: [2],
    outputShape: [3],
    hasKernel: true,
    kernelShape: [2, 3],
    parameters: 6,
  };
  const input = { shape: [4, 2], data: Float32Array.of(1, 0, 0, 2, -3, 0, 0, 0) };
  const samples = layerSamples(input, layer, undefined)!;
  const direction = Float32Array.of(1, 0);

  it('ranks the samples by |cosine| and leaves out the zero', () => {
    expect(nearestSamples(samples, direction, 9).map(({ probe, cosine }) => [probe, cosine])).toEqual([
      [0, 1],
      [2, -1],
      [1, 0],
    ]);
  });

  it('takes the means of the classes', () => {
    const means = classMeans(samples, [7, 7, 2, 2], direction);
    expect(means.map(({ label, probes }) => [label, probes])).toEqual([
      [2, 2],
      [7, 2],
    ]);
    expect([...means[1]!.mean]).toEqual([0.5, 1]);
    expect(means[1]!.cosine).toBeCloseTo(0.5 / Math.hypot(0.5, 1), 6);
  });

  it('does not guess where the input does not fit the kernel', () => {
    expect(layerSamples({ shape: [4, 5], data: new Float32Array(20) }, layer, undefined)).toBeUndefined();
  });
});
