import { describe, expect, it } from 'vitest';
import { readMetrics } from '../../../src/runs/metrics';
import { RunFolder } from '../../../src/runs/runFolder';
import { Workspace } from '../cli/support';
import type { TrainResult } from './reference';
import { hasReference, mnistRows, topShare, trainExample } from './reference';

const workspace = new Workspace();

/** The paper's two digits first, then the example's own generated ones. */
const SOURCES = [
  { images: "the paper's images", paper: true },
  { images: 'generated digits', paper: false },
];

describe.each(SOURCES)('two digits with the reference settings, on $images', ({ paper }) => {
  const train = async (mode: string, check: (result: TrainResult) => void | Promise<void>) => {
    const rows = paper ? { rows: mnistRows(), classes: 10 } : {};
    for (const result of await trainExample(workspace, 'mnist-pair', mode, rows)) await check(result);
  };
  const needsImages = (skip: (note: string) => void) => {
    if (paper && !hasReference) skip("the paper's images are not at hand");
  };

  it('Std leaves the input unrebuilt and the spectrum as it began', async ({ skip }) => {
    needsImages(skip);
    await train('std', ({ layers: [layer] }) => {
      expect(layer!.reverseError.full).toBeGreaterThan(0.98);
      expect(layer!.reverseError.full).toBeLessThan(1.02);
      for (const sigma of layer!.singularValues) {
        expect(sigma).toBeGreaterThan(1.15);
        expect(sigma).toBeLessThan(1.65);
      }
      expect(topShare(layer!.dataEnergy, 10)).toBeLessThan(0.04);
    });
  });

  it('Ort makes the kernel orthogonal and rebuilds no more', async ({ skip }) => {
    needsImages(skip);
    await train('ort', ({ layers: [layer] }) => {
      expect(layer!.reverseError.full).toBeGreaterThan(0.97);
      expect(layer!.reverseError.full).toBeLessThan(1.01);
      for (const sigma of layer!.singularValues) expect(Math.abs(sigma - 1)).toBeLessThan(0.06);
      expect(topShare(layer!.dataEnergy, 10)).toBeLessThan(0.04);
    });
  });

  it('RR takes the data into two directions with a singular value of one', async ({ skip }) => {
    needsImages(skip);
    await train('rr', async ({ dir, layers: [layer] }) => {
      expect(layer!.reverseError.full).toBeLessThan(0.03);
      expect(topShare(layer!.dataEnergy, 10)).toBeGreaterThan(0.97);
      const ones = layer!.singularValues.filter((sigma) => sigma > 0.95 && sigma < 1.03);
      expect(ones).toHaveLength(2);
      const others = layer!.singularValues.filter((sigma) => sigma > 1.15 && sigma < 1.65);
      expect(others).toHaveLength(8);
      const [first] = await readMetrics(new RunFolder(dir).metrics);
      if (paper) expect(first!.penalties.rr).toBeCloseTo(52, -0.7);
    });
  });
});
