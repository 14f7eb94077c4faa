import { mkdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../config/userError';
import type { Dataset } from '../data/dataset';
import type { Engine, EngineSession } from '../engines/engine';
import { removeTemporaryFiles } from '../runs/atomicFile';
import { describeError } from '../runs/fileErrors';
import { lockRun } from '../runs/lock';
import { MetricsWriter } from '../runs/metrics';
import { makeRunsDirectory, RunFolder } from '../runs/runFolder';
import type { FinalResults, LayerResult, RunManifest, RunStatus } from '../runs/runManifest';
import { orthogonalityError, stableRank } from '../diagnostics/spectrum';
import { initialSlots } from '../training/stepProgram';
import type { Checkpoint } from './checkpoint';
import { readCheckpoint } from './checkpoint';
import { RunControl } from './control';
import { Evaluator } from './evaluation';
import { ManifestKeeper } from './manifestKeeper';
import type { PreparedTraining } from './prepare';
import { startingWeights } from './startingWeights';
import type { LayerSpectrum } from './snapshot';
import { Snapshots } from './snapshot';
import type { SvdService } from './svdService';
import type { LoopEnd, LoopProgress } from './trainingLoop';
import { Divergence, TrainingLoop } from './trainingLoop';

/** What a run is carried out with. */
export interface RunTools {
  readonly engine: Engine;
  readonly svds: SvdService;
  readonly onProgress?: (progress: LoopProgress) => void;
}

/** A run that is going on. */
export interface RunHandle {
  readonly folder: RunFolder;
  /** Ends it after the step it is at, in a state that can be resumed. */
  stop(): void;
  /** The manifest as it is when the run has ended, in whatever way. */
  readonly ended: Promise<RunManifest>;
}

/** Starts a new run in a folder of its own. */
export async function startRun(
  training: PreparedTraining,
  runsDirectory: string,
  tools: RunTools,
): Promise<RunHandle> {
  const start = await startingWeights(training, runsDirectory);
  const manifest = newManifest(training, tools.engine, start.warnings);
  const folder = new RunFolder(path.join(runsDirectory, manifest.id));
  await makeRunsDirectory(runsDirectory);
  await mkdir(folder.snapshots, { recursive: true });
  const unlock = await lockRun(folder);
  const keeper = await ManifestKeeper.create(folder, manifest);
  const state = { ...start.weights, ...initialSlots(training.model, start.weights) };
  return carryOn(training, keeper, { step: 0, seconds: 0, state, snapshots: [] }, tools, unlock);
}

/**
 * Continues a run from its last checkpoint, or from the start when it has none.
 * @throws UserError when its data is not what it began with, its checkpoint cannot be read, or another process trains it
 */
export async function resumeRun(
  training: PreparedTraining,
  folder: RunFolder,
  manifest: RunManifest,
  tools: RunTools,
): Promise<RunHandle> {
  rejectOtherData(training.dataset, manifest, folder);
  const unlock = await lockRun(folder);
  try {
    const checkpoint = (await readCheckpoint(folder)) ?? (await firstCheckpoint(training, folder));
    const keeper = await takeUp(folder, manifest, tools.engine);
    return carryOn(training, keeper, checkpoint, tools, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Makes a run's folder ready to be trained in again, and says so in its manifest. */
async function takeUp(folder: RunFolder, manifest: RunManifest, engine: Engine): Promise<ManifestKeeper> {
  await mkdir(folder.snapshots, { recursive: true });
  await rm(folder.request, { recursive: true, force: true });
  for (const each of [folder.directory, folder.snapshots]) await removeTemporaryFiles(each);
  const rest = { ...manifest };
  delete rest.error;
  delete rest.ended;
  return ManifestKeeper.create(folder, {
    ...rest,
    status: 'running',
    engine: engine.name,
    device: engine.device,
    ...(engine.threads === undefined ? {} : { threads: engine.threads }),
    versions: versions(),
    started: new Date().toISOString(),
    pid: process.pid,
    host: os.hostname(),
  });
}

function rejectOtherData(dataset: Dataset, { data }: RunManifest, { manifest }: RunFolder): void {
  const found = factsOf(dataset);
  if (JSON.stringify(found) === JSON.stringify(data)) return;
  throw new UserError(
    `the data has changed since the run began: found ${describeFacts(found)}, expected ${describeFacts(data)}`,
    { place: { file: manifest }, hint: 'Bring the data back as it was, or train anew.' },
  );
}

function factsOf({ shape, classNames, train, validation, test }: Dataset): RunManifest['data'] {
  return {
    shape: [...shape],
    classNames: [...classNames],
    train: train.count,
    validation: validation?.count ?? 0,
    test: test.count,
  };
}

function describeFacts({ shape, classNames, train, validation, test }: RunManifest['data']): string {
  return `${train} training, ${validation} validation and ${test} test samples of [${shape.join(', ')}] in the classes ${classNames.join(', ')}`;
}

async function firstCheckpoint(training: PreparedTraining, folder: RunFolder): Promise<Checkpoint> {
  const { weights } = await startingWeights(training, path.dirname(folder.directory));
  const state = { ...weights, ...initialSlots(training.model, weights) };
  return { step: 0, seconds: 0, state, snapshots: [] };
}

function carryOn(
  training: PreparedTraining,
  keeper: ManifestKeeper,
  start: Checkpoint,
  tools: RunTools,
  unlock: () => Promise<void>,
): RunHandle {
  const control = new RunControl(keeper.folder);
  return {
    folder: keeper.folder,
    stop: () => control.stop(),
    ended: train(training, keeper, start, tools, control).finally(unlock),
  };
}

async function train(
  training: PreparedTraining,
  keeper: ManifestKeeper,
  start: Checkpoint,
  tools: RunTools,
  control: RunControl,
): Promise<RunManifest> {
  let session: EngineSession | undefined;
  let metrics: MetricsWriter | undefined;
  try {
    session = await tools.engine.open(start.state);
    metrics = await MetricsWriter.open(keeper.folder.metrics);
    const evaluator = new Evaluator(training, session);
    const loop = new TrainingLoop(
      {
        training,
        session,
        evaluator,
        metrics,
        control,
        run: keeper.folder,
        snapshots: new Snapshots(training, session, evaluator, tools.svds),
        onPause: (paused) => keeper.update({ status: paused ? 'paused' : 'running' }),
        onProgress: (progress) => {
          keeper.progress(progress);
          tools.onProgress?.(progress);
        },
      },
      start,
    );
    const end = await loop.run();
    return await keeper.end(await outcome(training, evaluator, end));
  } catch (error) {
    return await keeper.end(failure(error));
  } finally {
    await metrics?.close();
    session?.close();
  }
}

async function outcome(
  training: PreparedTraining,
  evaluator: Evaluator,
  { step, stepsPerSecond, spectra }: LoopEnd,
): Promise<Partial<RunManifest> & { status: RunStatus }> {
  if (spectra === undefined) return { status: 'stopped', step, stepsPerSecond };
  return {
    status: 'finished',
    step,
    stepsPerSecond,
    final: await finalResults(training, evaluator),
    layers: await layerResults(training, evaluator, spectra),
  };
}

function failure(error: unknown): Partial<RunManifest> & { status: RunStatus } {
  // A bug is recorded like any other failure, with its stack, so that nothing is lost with the process.
  const message = describeError(error);
  const at = error instanceof Divergence ? { step: error.step } : {};
  return { status: 'failed', ...at, error: { message, ...at } };
}

async function finalResults(training: PreparedTraining, evaluator: Evaluator): Promise<FinalResults> {
  const { train, validation, test } = training.dataset;
  const { loss, taskLoss, ...penalties } = await evaluator.loss(train, training.steps);
  const named = Object.entries(penalties).map(([name, value]) => [name.slice('penalty/'.length), value]);
  return {
    loss: loss!,
    taskLoss: taskLoss!,
    penalties: Object.fromEntries(named) as Record<string, number>,
    trainAccuracy: await evaluator.accuracy(train),
    ...(validation === undefined ? {} : { validationAccuracy: await evaluator.accuracy(validation) }),
    testAccuracy: await evaluator.accuracy(test),
  };
}

async function layerResults(
  training: PreparedTraining,
  evaluator: Evaluator,
  spectra: readonly LayerSpectrum[],
): Promise<LayerResult[]> {
  const errors = await evaluator.reverseErrors(training.dataset.train);
  return spectra.map(({ layer, svd, dataEnergy }) => ({
    name: layer.name,
    shape: [...layer.weights.find((weight) => weight.name === 'kernel')!.shape],
    singularValues: [...svd.s],
    dataEnergy: [...dataEnergy],
    stableRank: stableRank(svd.s),
    orthogonalityError: orthogonalityError(svd.s, svd.rows, svd.columns),
    reverseError: errors[layer.name]!,
  }));
}

function newManifest(training: PreparedTraining, engine: Engine, warnings: readonly string[]): RunManifest {
  const { config, configFile, dataset } = training;
  const now = new Date();
  const name = path.basename(configFile).replace(/\.racecar\.json$|\.json$/, '');
  const { mode } = config.regularization;
  const { seed } = config.training;
  return {
    format: 1,
    id: newRunId(name, mode, seed, now),
    name,
    mode,
    seed,
    config,
    configFile,
    engine: engine.name,
    device: engine.device,
    ...(engine.threads === undefined ? {} : { threads: engine.threads }),
    versions: versions(),
    status: 'running',
    created: now.toISOString(),
    started: now.toISOString(),
    updated: now.toISOString(),
    pid: process.pid,
    host: os.hostname(),
    data: factsOf(dataset),
    steps: training.steps,
    step: 0,
    warnings: [...training.warnings, ...warnings],
  };
}

/** Such as peak-rr-s0-20261121-093000-1f3a. */
function newRunId(name: string, mode: string, seed: number, now: Date): string {
  const [date, time] = now
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .split('T');
  const salt = Math.floor(Math.random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return `${name.replace(/[^\w-]+/g, '-')}-${mode}-s${seed}-${date}-${time}-${salt}`;
}

function versions(): Record<string, string> {
  return {
    racecar: RACECAR_VERSION,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
}
