import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LayerRow } from '../../../../src/messages/layerMessages';
import { METRICS } from '../../../../src/diagnostics/kernel/metricCatalogue';
import { shapeShown, squareOf } from '../../../../webview/layers/inputShape';
import { docsSection } from '../../../../webview/layers/metricText';
import { powerLawSigmas } from '../../../../webview/layers/powerLawCurve';
import { sparkPoints } from '../../../../webview/layers/Spark';
import { signOf } from '../../../../webview/layers/vectorSign';

describe('the curve of a power law in a spectrum', () => {
  it('has the share of eigenvalues beyond each value that the law says', () => {
    const law = { alpha: 3, xmin: 4, distance: 0, tail: 100, eigenvalues: 100, reliable: true };
    const sigmas = powerLawSigmas(law);
    expect(sigmas).toHaveLength(100);
    sigmas.forEach((sigma, rank) => {
      expect((sigma ** 2 / law.xmin) ** (1 - law.alpha)).toBeCloseTo((rank + 0.5) / 100, 10);
    });
    expect(Math.min(...sigmas)).toBeGreaterThanOrEqual(Math.sqrt(law.xmin));
  });

  it('is none where there is no law', () => {
    const none = { alpha: 1, xmin: 4, distance: 0, tail: 10, eigenvalues: 10, reliable: false };
    expect(powerLawSigmas(none)).toHaveLength(0);
  });
});

describe('a spark', () => {
  it('runs from the first to the last step, and leaves out what was not measured', () => {
    const points = sparkPoints([0, 10, 20, 40], [1, null, 3, 2]);
    expect(points.map(({ step }) => step)).toEqual([0, 20, 40]);
    const [first, highest, last] = points;
    expect(highest!.x).toBeCloseTo((first!.x + last!.x) / 2);
    expect(highest!.y).toBeLessThan(last!.y);
    expect(last!.y).toBeLessThan(first!.y);
  });

  it('is level in the middle where nothing changes', () => {
    const ys = sparkPoints([0, 1], [5, 5]).map(({ y }) => y);
    expect(new Set(ys).size).toBe(1);
  });
});

describe('the sign of a singular vector', () => {
  it('is the same for a vector and its negative, so that both are shown alike', () => {
    const vector = Float32Array.of(0.1, -0.2, 0.9, -0.3);
    const shown = vector.map((value) => value * signOf(vector));
    const negative = vector.map((value) => -value);
    expect(negative.map((value) => value * signOf(negative))).toEqual(shown);
    expect(shown[2]).toBeGreaterThan(0);
  });
});

it('Every metric has the section of the documentation that a click on it opens', () => {
  const headings = [...readFileSync('docs/metrics.md', 'utf8').matchAll(/^### (.*)$/gm)].map(
    ([, heading]) => heading,
  );
  // As Markdown's viewers make anchors of headings.
  const anchors = headings.map((heading) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replace(/ /g, '-'),
  );
  expect(METRICS.map(({ key }) => docsSection(key)).filter((section) => !anchors.includes(section))).toEqual(
    [],
  );
});

describe('inputs of which nobody says what they are', () => {
  const layer = (rows: number, more: Partial<LayerRow> = {}): LayerRow => ({
    name: 'fc',
    tensor: 'fc.weight',
    shape: [rows, 10],
    kind: 'dense',
    rows,
    columns: 10,
    layout: '[in, out]',
    parameters: 10 * rows,
    dtype: 'f32',
    ...more,
  });

  it('may be square images of one or three channels, and are shown so where the user wants it', () => {
    expect(squareOf(layer(784))).toEqual([28, 28, 1]);
    expect(squareOf(layer(3072))).toEqual([32, 32, 3]);
    expect(squareOf(layer(128))).toBeUndefined();
    expect(squareOf(layer(9))).toBeUndefined();
    expect(shapeShown(layer(784), true)).toEqual([28, 28, 1]);
    expect(shapeShown(layer(784), false)).toEqual([784]);
  });

  it('are not guessed where the shape is known', () => {
    const known = layer(784, { inputShape: [14, 56, 1] });
    expect(squareOf(known)).toBeUndefined();
    expect(shapeShown(known, true)).toEqual([14, 56, 1]);
  });
});
