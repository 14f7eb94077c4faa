import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Engine, EngineSession, Settled } from '../engines/engine';
import { removeTemporaryFiles } from '../runs/atomicFile';
import { describeError, isSystemError } from '../runs/fileErrors';
import type { RunLock } from '../runs/lock';
import { lockRun } from '../runs/lock';
import { LostRun } from '../runs/lostRun';
import { makeFolder } from '../runs/makeFolder';
import { MetricsWriter } from '../runs/metrics';
import { makeRunsDirectory, RunFolder } from '../runs/runFolder';
import type { FinalResults, Interruption, LayerResult, RunManifest, RunStatus } from '../runs/runManifest';
import type { Decompositions } from '../decomposition/decompositions';
import { orthogonalityError, stableRank } from '../diagnostics/spectrum';
import type { HostTensors } from '../network/hostTensor';
import { initialSlots } from '../training/stepProgram';
import type { Checkpoint } from './checkpoint';
import { readCheckpoint } from './checkpoint';
import { RunControl } from './control';
import { Evaluator } from './evaluation';
import { ManifestKeeper } from './manifestKeeper';
import { EngineFailure, openGuarded } from './engineFailure';
import { settleEngine } from './engineTrial';
import { engineFacts, newManifest, processFacts, settledFacts, versions } from './newManifest';
import type { PreparedTraining } from './prepare';
import { lostRecords, rejectTrainedMeanwhile } from './resumeChecks';
import { startingWeights } from './startingWeights';
import type { LayerSpectrum } from './snapshot';
import { EarlySvds, kernelSvds, Snapshots } from './snapshot';
import type { LoopEnd, LoopProgress, LoopStart } from './trainingLoop';
import { Divergence, TrainingLoop } from './trainingLoop';

/** What a run is carried out with. */
export interface RunTools {
  readonly engine: Engine;
  readonly decompositions: Pick<Decompositions, 'svd'>;
  /** Told once the run has its folder; the first step waits for it. */
  readonly onStarted?: (folder: RunFolder) => Promise<void>;
  readonly onProgress?: (progress: LoopProgress) => void;
  /** Told as the run is paused and goes on. */
  readonly onPause?: (paused: boolean) => void;
  /** The set of runs that a new run is part of. */
  readonly set?: RunManifest['set'];
}

/** A run that is going on. */
export interface RunHandle {
  readonly folder: RunFolder;
  /** Ends it after the step it is at, in a state that can be resumed; with why, when nobody asked for it. */
  stop(interruption?: Interruption): void;
  /** Lets it wait after the step it is at. */
  pause(): void;
  continue(): void;
  /** The manifest as it is when the run has ended, in whatever way. */
  readonly ended: Promise<RunManifest>;
}

/** What a new run starts from. */
export interface RunStart {
  readonly state: HostTensors;
  readonly warnings: readonly string[];
  /** Of the state's kernels, for the first snapshot. */
  readonly svds: EarlySvds;
}

/** @throws UserError when the weights that the config asks for are not there or do not fit */
export async function runStart(
  training: PreparedTraining,
  runsDirectory: string,
  decompositions: Pick<Decompositions, 'svd'>,
): Promise<RunStart> {
  const { weights, warnings } = await startingWeights(training, runsDirectory);
  const state = { ...weights, ...initialSlots(training.model, weights) };
  return { state, warnings, svds: new EarlySvds(kernelSvds(training.model, state, decompositions)) };
}

/**
 * Starts a new run in a folder of its own.
 * @param known what it starts from, when that has been prepared
 */
export async function startRun(
  training: PreparedTraining,
  runsDirectory: string,
  tools: RunTools,
  known?: RunStart,
): Promise<RunHandle> {
  const { state, warnings, svds } = known ?? (await runStart(training, runsDirectory, tools.decompositions));
  const settled = await settleEngine(tools.engine, training, state);
  const manifest = newManifest(training, settled, warnings, tools.set);
  const folder = new RunFolder(path.join(runsDirectory, manifest.id));
  await makeRunsDirectory(runsDirectory);
  await makeFolder(folder.snapshots);
  let keeper: ManifestKeeper;
  try {
    keeper = await ManifestKeeper.create(await lockRun(folder), manifest);
  } catch (error) {
    // A folder without a manifest is no run, and nobody would clear it away. One that another process has locked is.
    if (isSystemError(error)) await rm(folder.directory, { recursive: true, force: true });
    throw error;
  }
  const checkpoint = { step: 0, seconds: 0, state, snapshots: [], svds };
  return carryOn(training, keeper, checkpoint, { ...tools, engine: settled.engine });
}

/**
 * Continues a run from its last checkpoint, or from the start when it has none.
 * @throws UserError when its checkpoint cannot be read, or another process trains it or did so meanwhile
 */
export async function resumeRun(
  training: PreparedTraining,
  folder: RunFolder,
  manifest: RunManifest,
  tools: RunTools,
): Promise<RunHandle> {
  const lock = await lockRun(folder);
  try {
    await rejectTrainedMeanwhile(folder, manifest);
    const found = await readCheckpoint(folder);
    const checkpoint = found ?? (await firstCheckpoint(training, folder));
    const settled = await settleEngine(tools.engine, training, checkpoint.state, checkpoint.step);
    const warnings = await lostRecords(folder, manifest, found);
    const keeper = await takeUp(lock, manifest, settled, warnings);
    return carryOn(training, keeper, checkpoint, { ...tools, engine: settled.engine });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Makes a run's folder ready to be trained in again, and says so in its manifest. */
async function takeUp(
  lock: RunLock,
  manifest: RunManifest,
  settled: Settled,
  warnings: readonly string[],
): Promise<ManifestKeeper> {
  const folder = lock.run;
  await makeFolder(folder.snapshots);
  await rm(folder.request, { recursive: true, force: true });
  for (const each of [folder.directory, folder.snapshots]) await removeTemporaryFiles(each);
  const rest = { ...manifest };
  delete rest.error;
  delete rest.ended;
  delete rest.interruption;
  delete rest.threads;
  delete rest.engineReason;
  delete rest.processStart;
  return ManifestKeeper.create(lock, {
    ...rest,
    status: 'running',
    ...settledFacts(settled, [...manifest.warnings, ...warnings]),
    versions: versions(),
    started: new Date().toISOString(),
    ...processFacts(),
  });
}

async function firstCheckpoint(training: PreparedTraining, folder: RunFolder): Promise<Checkpoint> {
  const { weights } = await startingWeights(training, path.dirname(folder.directory));
  const state = { ...weights, ...initialSlots(training.model, weights) };
  return { step: 0, seconds: 0, state, snapshots: [] };
}

/** Where a training goes on from, with the SVDs of its kernels where they are under way. */
type StartPoint = Checkpoint & Pick<LoopStart, 'svds'>;

function carryOn(
  training: PreparedTraining,
  keeper: ManifestKeeper,
  start: StartPoint,
  tools: RunTools,
): RunHandle {
  const control = new RunControl(keeper.lock);
  return {
    folder: keeper.folder,
    stop: (interruption) => control.stop(interruption),
    pause: () => control.pause(),
    continue: () => control.continue(),
    ended: train(training, keeper, start, tools, control).finally(() => keeper.lock.release()),
  };
}

/**
 * Trains to the end; where an engine fails, the next goes on from the last checkpoint.
 * @throws whatever ended it, where that cannot be said in the run's manifest
 */
async function train(
  training: PreparedTraining,
  keeper: ManifestKeeper,
  start: StartPoint,
  tools: RunTools,
  control: RunControl,
): Promise<RunManifest> {
  let metrics: MetricsWriter | undefined;
  try {
    // A step may take so long that nobody would hear of the run until then.
    await tools.onStarted?.(keeper.folder);
    metrics = await MetricsWriter.open(keeper.folder.metrics);
    let from: StartPoint = start;
    for (let { engine } = tools; ;) {
      try {
        const parts = { training, keeper, tools: { ...tools, engine }, control, metrics };
        return await keeper.end(await trainOn(parts, from));
      } catch (error) {
        if (!(error instanceof EngineFailure)) throw error;
        const next = await error.engine.fallBack?.();
        if (next === undefined) throw error;
        from = (await readCheckpoint(keeper.folder)) ?? start;
        await sayChange(keeper, tools, error, next, from.step);
        engine = next;
      }
    }
  } catch (error) {
    return await endFailed(keeper, error);
  } finally {
    keeper.close();
    await metrics?.close();
  }
}

/** @throws the error that ended the run, when its manifest cannot be written: the disk is full, or the run is lost */
async function endFailed(keeper: ManifestKeeper, error: unknown): Promise<RunManifest> {
  try {
    return await keeper.end(failure(error));
  } catch (unwritten) {
    throw unwritten instanceof LostRun ? unwritten : error;
  }
}

async function sayChange(
  keeper: ManifestKeeper,
  { onProgress }: RunTools,
  { message, engine: { name } }: EngineFailure,
  next: Engine,
  step: number,
): Promise<void> {
  const warning = `${message}; the run goes on with ${next.name} from step ${step}`;
  const change = { step, from: name, to: next.name, reason: message, time: new Date().toISOString() };
  await keeper.changeEngine(engineFacts(next), change, warning);
  onProgress?.({ step, stepsPerSecond: 0, notice: `warning: ${warning}` });
}

interface TrainingParts {
  readonly training: PreparedTraining;
  readonly keeper: ManifestKeeper;
  readonly tools: RunTools;
  readonly control: RunControl;
  readonly metrics: MetricsWriter;
}

/** @throws EngineFailure when the engine does not carry it through */
async function trainOn(
  { training, keeper, tools, control, metrics }: TrainingParts,
  start: StartPoint,
): Promise<Partial<RunManifest> & { status: RunStatus }> {
  let session: EngineSession | undefined;
  try {
    session = await openGuarded(tools.engine, start.state);
    const evaluator = new Evaluator(training, session);
    const loop = new TrainingLoop(
      {
        training,
        session,
        evaluator,
        metrics,
        control,
        lock: keeper.lock,
        snapshots: new Snapshots(training, session, evaluator, tools.decompositions),
        onPause: async (paused) => {
          await keeper.update({ status: paused ? 'paused' : 'running' });
          tools.onPause?.(paused);
        },
        onProgress: (progress) => {
          keeper.progress(progress);
          tools.onProgress?.(progress);
        },
      },
      start,
    );
    return await outcome(training, evaluator, await loop.run(), control.interruption);
  } finally {
    session?.close();
  }
}

async function outcome(
  training: PreparedTraining,
  evaluator: Evaluator,
  { step, stepsPerSecond, spectra }: LoopEnd,
  interruption: Interruption | undefined,
): Promise<Partial<RunManifest> & { status: RunStatus }> {
  if (spectra === undefined) {
    const status = interruption === undefined ? 'stopped' : 'interrupted';
    return { status, step, stepsPerSecond, ...(interruption && { interruption }) };
  }
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
