import { describe, expect, it } from 'vitest';
import { readMetrics } from '../../../src/runs/metrics';
import { RunFolder } from '../../../src/runs/runFolder';
import { Workspace } from '../cli/support';
import type { TrainResult } from './reference';
import { hasReference, peakRows, SEEDS, topShare, trainExample } from './reference';

const workspace = new Workspace();
const TIMEOUT = 900_000 * SEEDS;

describe("peak with the reference settings, on the paper's images", () => {
  const train = async (mode: string, skip: (note: string) => void): Promise<TrainResult[]> => {
    if (!hasReference) skip("the paper's images are not at hand");
    return trainExample(workspace, 'peak', mode, { rows: peakRows() });
  };

  it('Std captures nothing', { timeout: TIMEOUT }, async ({ skip }) => {
    for (const { final, layers } of await train('std', skip)) {
      const layer = layers[0]!;
      expect(final.testAccuracy).toBe(1);
      expect(layer.reverseError.full).toBeGreaterThan(0.99);
      expect(layer.singularValues[0]).toBeGreaterThan(1.7);
      expect(layer.singularValues[0]).toBeLessThan(1.95);
      expect(layer.stableRank).toBeGreaterThan(63);
      expect(layer.stableRank).toBeLessThan(68);
      expect(topShare(layer.dataEnergy, 1)).toBeLessThan(0.01);
    }
  });

  it('Ort makes the kernel orthogonal and captures nothing', { timeout: TIMEOUT }, async ({ skip }) => {
    for (const { final, layers } of await train('ort', skip)) {
      const layer = layers[0]!;
      expect(final.testAccuracy).toBe(1);
      expect(layer.reverseError.full).toBeGreaterThan(0.99);
      for (const sigma of layer.singularValues) expect(Math.abs(sigma - 1)).toBeLessThan(0.02);
      expect(topShare(layer.dataEnergy, 1)).toBeLessThan(0.03);
    }
  });

  it('RR captures the data in a few directions', { timeout: TIMEOUT }, async ({ skip }) => {
    for (const { dir, final, layers } of await train('rr', skip)) {
      const layer = layers[0]!;
      expect(final.testAccuracy).toBe(1);
      expect(layer.reverseError.full).toBeGreaterThan(0.55);
      expect(layer.reverseError.full).toBeLessThan(0.58);
      expect(layer.singularValues[0]).toBeGreaterThan(55);
      expect(layer.singularValues[0]).toBeLessThan(75);
      expect(layer.stableRank).toBeGreaterThan(1.7);
      expect(layer.stableRank).toBeLessThan(2);
      expect(topShare(layer.dataEnergy, 1)).toBeGreaterThan(0.33);
      expect(topShare(layer.dataEnergy, 1)).toBeLessThan(0.38);
      expect(topShare(layer.dataEnergy, 2)).toBeGreaterThan(0.4);
      expect(topShare(layer.dataEnergy, 2)).toBeLessThan(0.45);
      const [first] = await readMetrics(new RunFolder(dir).metrics);
      expect(Math.abs(first!.penalties.rr! - 231)).toBeLessThan(3);
    }
  });
});

describe('peak with the reference settings, on generated images', () => {
  // Fewer steps than the paper's show the same by kind.
  const set = ['training.epochs=1200'];

  it.each(['std', 'ort'])('%s captures nothing', { timeout: TIMEOUT }, async (mode) => {
    for (const { layers } of await trainExample(workspace, 'peak', mode, { set })) {
      expect(layers[0]!.reverseError.full).toBeGreaterThan(0.99);
      expect(layers[0]!.stableRank).toBeGreaterThan(60);
      expect(topShare(layers[0]!.dataEnergy, 1)).toBeLessThan(0.03);
    }
  });

  it('RR captures the data in a few directions', { timeout: TIMEOUT }, async () => {
    for (const { layers } of await trainExample(workspace, 'peak', 'rr', { set })) {
      expect(layers[0]!.reverseError.full).toBeLessThan(0.92);
      expect(layers[0]!.stableRank).toBeLessThan(3);
      expect(topShare(layers[0]!.dataEnergy, 1)).toBeGreaterThan(0.2);
    }
  });
});
