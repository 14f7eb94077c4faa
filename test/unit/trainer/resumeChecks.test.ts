import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parseConfig';
import type { Split } from '../../../src/data/dataset';
import type { HostTensors } from '../../../src/network/hostTensor';
import { lockRun } from '../../../src/runs/lock';
import { makeFolder } from '../../../src/runs/makeFolder';
import { RunFolder } from '../../../src/runs/runFolder';
import { readRunManifest, writeRunManifest } from '../../../src/runs/runManifest';
import { initialSlots } from '../../../src/training/stepProgram';
import { readCheckpoint, writeCheckpoint } from '../../../src/trainer/checkpoint';
import { newManifest, rejectOtherData } from '../../../src/trainer/newManifest';
import type { PreparedTraining } from '../../../src/trainer/prepare';
import { prepareTraining } from '../../../src/trainer/prepare';
import { lostRecords, rejectOtherCheckpoint } from '../../../src/trainer/resumeChecks';
import { resumeRun } from '../../../src/trainer/runTraining';
import { startingWeights } from '../../../src/trainer/startingWeights';
import { temporaryFolder } from '../data/temporaryFolder';
import { manifest } from '../runs/manifest';

const directory = temporaryFolder();
const run = new RunFolder(path.join(directory, 'run'));

const engine = { name: 'wasm', device: 'CPU', open: () => expect.fail('it was opened') } as const;

async function prepared(units: number, type: 'adam' | 'sgd' = 'adam'): Promise<PreparedTraining> {
  const layers = [
    { type: 'flatten' },
    { type: 'dense', name: 'hidden', units, batchNorm: true },
    { type: 'dense', name: 'output', units: 2 },
  ];
  const config = {
    data: { kind: 'peak', train: 20, test: 4 },
    network: { input: [28, 28, 1], layers },
    regularization: { mode: 'std' },
    training: { epochs: 3, batchSize: 10, optimizer: { type, learningRate: 0.01 } },
  };
  const parsed = parseConfig(JSON.stringify(config), 'small.racecar.json');
  return prepareTraining(parsed, path.join(directory, 'small.racecar.json'));
}

async function stateOf(training: PreparedTraining): Promise<HostTensors> {
  const { weights } = await startingWeights(training, directory);
  return { ...weights, ...initialSlots(training.model, weights) };
}

let training: PreparedTraining;
let state: HostTensors;

beforeAll(async () => {
  training = await prepared(3);
  state = await stateOf(training);
  await makeFolder(run.snapshots);
});

const write = (tensors: HostTensors, step = 4) =>
  writeCheckpoint(run, { step, seconds: 1, state: tensors, snapshots: [0, 3] });

describe('a checkpoint of another training', () => {
  it('is told from one of the run’s own, and from none', async () => {
    await expect(rejectOtherCheckpoint(training, run)).resolves.toBeUndefined();
    await write(state);
    await expect(rejectOtherCheckpoint(training, run)).resolves.toBeUndefined();
  });

  it('is refused with what was found and what was expected', async () => {
    const refusal = expect.objectContaining({ kind: 'input', place: { file: run.resume } });
    await write({ ...state, 'probe/x': { shape: [1], data: Float32Array.of(1) } });
    await expect(rejectOtherCheckpoint(training, run)).rejects.toEqual(refusal);
    await expect(rejectOtherCheckpoint(training, run)).rejects.toThrow(
      /it holds probe\/x, which the training/,
    );
    await write(await stateOf(await prepared(3, 'sgd')));
    await expect(rejectOtherCheckpoint(training, run)).rejects.toThrow(
      /it lacks optimizer\/hidden\/kernel\/m, optimizer\/hidden\/kernel\/v, optimizer\/hidden\/bias\/m and 9 more/,
    );
    await write(await stateOf(await prepared(4)));
    await expect(rejectOtherCheckpoint(training, run)).rejects.toThrow(
      /hidden\/kernel: found the shape \[784, 4\], expected \[784, 3\]/,
    );
    await write(state, 7);
    await expect(rejectOtherCheckpoint(training, run)).rejects.toThrow(/found the step 7, .* of 6 steps/);
  });
});

describe('a run that another process trained while its resuming was prepared', () => {
  it('is left as it is', async () => {
    const planned = manifest({ status: 'stopped', updated: '2026-01-01T00:00:00.000Z' });
    const trained = { ...planned, status: 'finished', updated: '2026-01-01T00:00:01.000Z' } as const;
    await writeRunManifest(run.manifest, trained);
    const tools = { engine, decompositions: { svd: () => expect.fail('it began') } };
    await expect(resumeRun(training, run, planned, tools)).rejects.toThrow(
      /another process trained the run run meanwhile; it is finished now/,
    );
    expect(await readRunManifest(run.manifest)).toEqual(trained);
    await (await lockRun(run)).release();
  });
});

describe('what a run has lost', () => {
  it('is told when it is resumed', async () => {
    await write(state);
    const checkpoint = await readCheckpoint(run);
    await writeFile(run.metrics, '');
    expect(await lostRecords(run, manifest({ step: 4 }), checkpoint)).toEqual([
      expect.stringMatching(/^metrics\.jsonl is gone or empty, .* before 4$/),
      expect.stringMatching(/^the snapshots are gone, .* before 4$/),
    ]);
    await writeFile(run.metrics, '{"step":0}\n');
    await writeFile(run.snapshot(3), '');
    expect(await lostRecords(run, manifest({ step: 4 }), checkpoint)).toEqual([]);
    await rm(run.resume);
    expect(await lostRecords(run, manifest({ step: 4 }), await readCheckpoint(run))).toEqual([
      expect.stringMatching(/^there is no resume\.safetensors, .* begins again at step 0$/),
    ]);
    expect(await lostRecords(run, manifest({ step: 0 }), undefined)).toEqual([]);
  });
});

describe('data of a run', () => {
  const recorded = (given: PreparedTraining) => newManifest(given, { engine, verified: [] }, []);
  const changed = (given: PreparedTraining, change: (train: Split) => Split): PreparedTraining => ({
    ...given,
    dataset: { ...given.dataset, train: change(given.dataset.train) },
  });

  it('are refused when a single value or label of files is another one than then', () => {
    const { config } = training;
    const file = path.join(directory, 'data');
    const data = { kind: 'idx', path: file } as unknown as typeof config.data;
    const fromFile = { ...training, config: { ...config, data } };
    const before = recorded(fromFile);
    expect(before.data.digest).toMatch(/^sha1:[0-9a-f]{40}$/);
    rejectOtherData(fromFile, before, run);
    const others = [
      changed(fromFile, (train) => ({
        ...train,
        labels: train.labels.map((label, i) => (i === 7 ? 1 - label : label)),
      })),
      changed(fromFile, (train) => ({
        ...train,
        samples: train.samples.map((value, i) => (i === 9 ? value + 1 : value)),
      })),
    ];
    for (const other of others) {
      expect(() => rejectOtherData(other, before, run)).toThrow(
        /the data has changed since the run began: found 20 training, .* as then, but with other values or labels/,
      );
    }
    const { digest, ...older } = before.data;
    expect(digest).toBeDefined();
    rejectOtherData(others[0]!, { ...before, data: older }, run);
  });

  it('need no digest when they are drawn', () => {
    expect(recorded(training).data).not.toHaveProperty('digest');
  });
});
