import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTensorFile } from '../../../src/runs/tensorFile';
import { jsonLines, manifestOf, namesIn, tinyConfig, WASM, Workspace } from './support';

const workspace = new Workspace();

workspace.write(
  'tiny.racecar.json',
  tinyConfig({
    data: { validation: 0.1 },
    regularization: { mode: 'rr+ort', rr: { lambda: 1e-3 } },
    training: { epochs: 2, batchSize: 5, snapshotEvery: 3, logEvery: 2, probes: 4 },
  }),
);
// 18 training samples are left in batches of 5: four steps an epoch.
const STEPS = 8;

/** What `train --json` says of a run, as design.md has it. */
interface TrainJson {
  readonly run: string;
  readonly dir: string;
  readonly mode: string;
  readonly seed: number;
  readonly stepsPerSecond: number;
  readonly final: {
    readonly loss: number;
    readonly taskLoss: number;
    readonly penalties: Record<string, number>;
  };
  readonly layers: readonly Record<string, unknown>[];
}

const share = expect.toSatisfy(
  (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1.000001,
);

describe('racecar train', async () => {
  const outcome = await workspace.racecar('train', 'tiny.racecar.json', ...WASM, '--json');
  const runs = jsonLines<TrainJson>(outcome.stdout);
  const run = runs[0]!;

  it('prints one JSON object a run with --json, and nothing else', () => {
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toMatch(/^\{.*\}\n$/);
    expect(run).toEqual({
      run: path.basename(run.dir),
      dir: workspace.path('.racecar', 'runs', run.run),
      mode: 'rr+ort',
      seed: 3,
      engine: 'wasm',
      device: expect.any(String),
      steps: STEPS,
      stepsPerSecond: expect.any(Number),
      final: {
        loss: expect.any(Number),
        taskLoss: expect.any(Number),
        penalties: { rr: expect.any(Number), ort: expect.any(Number) },
        trainAccuracy: share,
        validationAccuracy: share,
        testAccuracy: share,
      },
      layers: [
        { name: 'hidden', shape: [784, 8] },
        { name: 'output', shape: [8, 2] },
      ].map((layer) => ({
        ...layer,
        singularValues: expect.any(Array),
        dataEnergy: expect.any(Array),
        stableRank: expect.any(Number),
        orthogonalityError: expect.any(Number),
        reverseError: { full: expect.any(Number), local: expect.any(Number) },
      })),
    });
  });

  it('tells values that fit each other', () => {
    const { final, layers, stepsPerSecond } = run;
    const sum = final.taskLoss + final.penalties['rr']! + final.penalties['ort']!;
    expect(final.loss).toBeCloseTo(sum, 4);
    expect(stepsPerSecond).toBeGreaterThan(0);
    for (const layer of layers) {
      const sigma = layer['singularValues'] as number[];
      expect(sigma).toEqual([...sigma].sort((a, b) => b - a));
      expect(layer['dataEnergy']).toHaveLength(sigma.length);
      const squares = sigma.map((value) => (value / sigma[0]!) ** 2);
      expect(layer['stableRank']).toBeCloseTo(
        squares.reduce((a, b) => a + b),
        6,
      );
    }
  });

  it('shows its progress on stderr', () => {
    expect(outcome.stderr).toMatch(/tiny · rr\+ort · seed 3 {2}step 0\/8 · loss .*rr .*ort /);
    expect(outcome.stderr).toMatch(/tiny · rr\+ort · seed 3 {2}finished 8 steps in \d+ s/);
  });

  it('writes run.json with everything that the run was', () => {
    expect(manifestOf(run.dir)).toMatchObject({
      format: 1,
      id: run.run,
      mode: 'rr+ort',
      seed: 3,
      configFile: workspace.path('tiny.racecar.json'),
      engine: 'wasm',
      status: 'finished',
      pid: expect.any(Number),
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      started: expect.any(String),
      ended: expect.any(String),
      versions: { racecar: expect.any(String), node: process.versions.node },
      config: {
        // With the defaults that nobody wrote.
        data: { kind: 'peak', scale: 'raw' },
        training: { batchSize: 5, loss: 'softmaxCrossEntropy', batchNormAtTest: 'moving', evaluateEvery: 4 },
      },
      data: { shape: [28, 28, 1], train: 18, validation: 2, test: 10 },
      steps: STEPS,
      step: STEPS,
      final: run.final,
      layers: run.layers,
    });
    expect(manifestOf(run.dir)).not.toHaveProperty('error');
  });

  it('logs the initial network first and the trained one last', () => {
    const lines = jsonLines(readFileSync(path.join(run.dir, 'metrics.jsonl'), 'utf8'));
    expect(lines.map(({ step }) => step)).toEqual([0, 2, 3, 4, 6, 8]);
    expect(lines.map(({ epoch }) => epoch)).toEqual([0, 0.5, 0.75, 1, 1.5, 2]);
    const layer = {
      reverseError: { full: expect.any(Number), local: expect.any(Number) },
      norm: expect.any(Number),
      orthogonalityError: expect.any(Number),
    };
    const atSnapshots = {
      ...layer,
      stableRank: expect.any(Number),
      effectiveRank: expect.any(Number),
      conditionNumber: expect.any(Number),
      topDataEnergy: share,
    };
    for (const line of lines) {
      const step = line['step'] as number;
      const hasSnapshot = step % 3 === 0 || step === STEPS;
      const isEvaluated = hasSnapshot || step % 4 === 0;
      expect(line).toEqual({
        step,
        epoch: step / 4,
        seconds: expect.any(Number),
        loss: expect.any(Number),
        taskLoss: expect.any(Number),
        penalties: { rr: expect.any(Number), ort: expect.any(Number) },
        learningRate: expect.closeTo(1e-3),
        layers: { hidden: hasSnapshot ? atSnapshots : layer, output: hasSnapshot ? atSnapshots : layer },
        ...(isEvaluated && { trainAccuracy: share, validationAccuracy: share, testAccuracy: share }),
      });
    }
    const seconds = lines.map((line) => line['seconds'] as number);
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
  });

  it('takes snapshots of the first and the last step, and in between as it was asked', () => {
    expect(namesIn(path.join(run.dir, 'snapshots'))).toEqual(
      ['0', '3', '6', '8'].map((step) => `${step}.safetensors`),
    );
  });

  it('names the tensors of a snapshot as other tools expect them', async () => {
    const { tensors, metadata } = await readTensorFile(path.join(run.dir, 'snapshots', '8.safetensors'));
    const shapes = Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
    expect(shapes).toEqual({
      'hidden/kernel': [784, 8],
      'hidden/bias': [8],
      'hidden/gamma': [8],
      'hidden/beta': [8],
      'hidden/movingMean': [8],
      'hidden/movingVariance': [8],
      'output/kernel': [8, 2],
      'output/bias': [2],
      'probe/x': [4, 28, 28, 1],
      'probe/flatten1/activation': [4, 784],
      'probe/hidden/activation': [4, 8],
      'probe/output/activation': [4, 2],
      // The input of the first layer with a kernel is the image.
      'probe/hidden/full': [4, 28, 28, 1],
      'probe/hidden/local': [4, 28, 28, 1],
      'probe/output/full': [4, 8],
      'probe/output/local': [4, 8],
      'svd/hidden/s': [8],
      'svd/hidden/u': [784, 8],
      'svd/hidden/v': [8, 8],
      'svd/hidden/dataEnergy': [8],
      'svd/output/s': [2],
      'svd/output/u': [8, 2],
      'svd/output/v': [2, 2],
      'svd/output/dataEnergy': [2],
    });
    expect(metadata).toMatchObject({ step: '8', probeLabels: expect.stringMatching(/^[01]( [01]){3}$/) });
    const { s, u, v } = {
      s: tensors['svd/output/s']!,
      u: tensors['svd/output/u']!,
      v: tensors['svd/output/v']!,
    };
    const rebuilt = Array.from({ length: 16 }, (_, i) => {
      const [row, column] = [Math.floor(i / 2), i % 2];
      return [0, 1].reduce((sum, k) => sum + u.data[2 * row + k]! * s.data[k]! * v.data[2 * column + k]!, 0);
    });
    rebuilt.forEach((value, i) => expect(value).toBeCloseTo(tensors['output/kernel']!.data[i]!, 5));
  });

  it('keeps what is needed to continue', async () => {
    const { tensors, metadata } = await readTensorFile(path.join(run.dir, 'resume.safetensors'));
    expect(metadata).toMatchObject({ step: '8', snapshots: '0 3 6 8' });
    expect(tensors).toHaveProperty(['hidden/kernel']);
    expect(Object.keys(tensors).filter((name) => name.startsWith('optimizer/'))).not.toHaveLength(0);
  });

  it('leaves no temporary file', () => {
    const names = [...namesIn(run.dir), ...namesIn(path.join(run.dir, 'snapshots'))];
    expect(
      names.filter((name) => !/^(run\.json|metrics\.jsonl|snapshots|(resume|\d+)\.safetensors)$/.test(name)),
    ).toEqual([]);
  });

  it('trains every mode with every seed, on the same data', async () => {
    const all = await workspace.json<TrainJson>(
      ...['train', 'tiny.racecar.json', '--mode', 'std,ort,rr,std', '--seeds', '2', '--runs', 'six'],
      ...['--set', 'training.epochs=1', '--set', 'training.seed=10'],
    );
    expect(all.map(({ mode, seed }) => [mode, seed])).toEqual(
      ['std', 'ort', 'rr'].flatMap((mode) => [10, 11].map((seed) => [mode, seed])),
    );
    expect(namesIn(workspace.path('six'))).toEqual(all.map(({ run }) => run).sort());
    for (const { dir, mode, seed, final } of all) {
      const manifest = manifestOf(dir) as { config: { data: { seed: number }; training: { seed: number } } };
      expect(manifest).toMatchObject({ mode, seed, steps: 4, config: { training: { seed } } });
      expect(manifest.config.data.seed).toBe(0);
      expect(Object.keys(final.penalties)).toEqual(mode === 'std' ? [] : [mode]);
    }
    const drawn = await Promise.all(
      all.map(async ({ dir }) => {
        const { tensors } = await readTensorFile(path.join(dir, 'snapshots', '0.safetensors'));
        return { kernel: tensors['hidden/kernel']!.data.join(), x: tensors['probe/x']!.data.join() };
      }),
    );
    expect(new Set(drawn.map(({ x }) => x)).size, 'data sets').toBe(1);
    expect(new Set(drawn.map(({ kernel }) => kernel)).size, 'starts, one a seed').toBe(2);
  });

  it('prints a table of the results without --json', async () => {
    const { stdout, code } = await workspace.racecar(
      ...[
        'train',
        'tiny.racecar.json',
        ...WASM,
        '--mode',
        'std',
        '--set',
        'training.epochs=1',
        '--runs',
        'table',
      ],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\nmode +seed +rebuild error +stable rank .*\n─.*\nstd +3 /);
    expect(stdout).toMatch(/Runs: table\n {2}tiny-std-s3-/);
  });

  it('keeps no more snapshots than it was asked to, the first and the last among them', async () => {
    const dir = await workspace.train(
      ...['tiny.racecar.json', '--set', 'training.keepSnapshots=3', '--set', 'training.snapshotEvery=1'],
    );
    const names = namesIn(path.join(dir, 'snapshots'));
    expect(names).toHaveLength(3);
    expect(names).toEqual(expect.arrayContaining(['0.safetensors', '8.safetensors']));
  });

  it('goes on when nobody reads its output any more', async () => {
    const { code, stderr } = await workspace
      .start('train', 'tiny.racecar.json', ...WASM, '--runs', 'unread')
      .unread();
    expect(stderr).toMatch(/finished 8 steps/);
    expect(code).toBe(0);
  });
});
