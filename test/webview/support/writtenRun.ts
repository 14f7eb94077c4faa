import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { parseConfig } from '../../../src/config/parseConfig';
import { resolveConfig } from '../../../src/config/resolve';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import type { MetricsLine } from '../../../src/runs/metrics';
import { RunFolder } from '../../../src/runs/runFolder';
import type { RunManifest } from '../../../src/runs/runManifest';
import { manifest } from '../../unit/runs/manifest';

const EXAMPLE = path.resolve('examples/peak/peak.racecar.json');
const root = mkdtempSync(path.join(os.tmpdir(), 'dashboard-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

/** A run folder as a test wants it. */
export class WrittenRun {
  readonly folder = new RunFolder(path.join(root, `run${++count}`));
  private manifest: RunManifest;

  constructor(facts: Partial<RunManifest> = {}) {
    const { config } = parseConfig(readFileSync(EXAMPLE, 'utf8'), EXAMPLE);
    mkdirSync(this.folder.snapshots, { recursive: true });
    this.manifest = manifest({
      id: this.folder.id,
      config: resolveConfig(config, { train: 100, all: 200 }),
      mode: 'rr',
      status: 'finished',
      data: { shape: [28, 28, 1], classNames: ['0', '1'], train: 100, validation: 0, test: 100 },
      steps: 1000,
      step: 1000,
      stepsPerSecond: 250,
      ...facts,
    });
    this.tell({});
  }

  get directory(): string {
    return this.folder.directory;
  }

  /** Changes facts of the manifest. */
  tell(facts: Partial<RunManifest>): this {
    this.manifest = { ...this.manifest, ...facts };
    writeFileSync(this.folder.manifest, JSON.stringify(this.manifest));
    return this;
  }

  log(...lines: readonly MetricsLine[]): this {
    appendFileSync(this.folder.metrics, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return this;
  }

  /** A snapshot with the kernels alone. */
  snapshot(...steps: readonly number[]): this {
    const kernel = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
    for (const step of steps) {
      const bytes = encodeSafetensors({ 'output/kernel': kernel }, { step: String(step) });
      writeFileSync(this.folder.snapshot(step), bytes);
    }
    return this;
  }
}

/** A logged step of a training that goes well. */
export function logged(step: number, more: Partial<MetricsLine> = {}): MetricsLine {
  const loss = 2 * Math.exp(-step / 300) + 0.1;
  const layer = (error: number) => ({
    reverseError: { full: error, local: error / 2 },
    norm: 10,
    orthogonalityError: 5 + step / 100,
    ...(step % 100 === 0 ? { stableRank: 20 - step / 100 } : {}),
  });
  return {
    step,
    epoch: step,
    seconds: step / 250,
    loss,
    taskLoss: loss * 0.75,
    penalties: { rr: loss * 0.25 },
    ...(step % 20 === 0 ? { trainAccuracy: 0.9, testAccuracy: 0.5 + step / 2500 } : {}),
    learningRate: 1e-4,
    layers: { hidden: layer(0.5 + loss / 10), output: layer(0.25) },
    ...more,
  };
}

/** Steps 0, 10, 20, … to the last. */
export function loggedUpTo(last: number, every = 10): MetricsLine[] {
  return Array.from({ length: last / every + 1 }, (_, i) => logged(i * every));
}
