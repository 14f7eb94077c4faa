import path from 'node:path';
import { loadDataset } from '../data';
import type { Decompositions } from '../decomposition/decompositions';
import { startDecompositions } from '../decomposition/decompositions';
import type { EngineEnvironment } from '../engines/choose';
import { openEngine } from '../engines/choose';
import type { EngineChoice } from '../engines/engine';
import type { ResumeRequest, StartedRun, TrainingRequest, TrainRequest } from '../messages/trainerMessages';
import { lockDelay } from '../runs/lock';
import { RunFolder } from '../runs/runFolder';
import { readRunManifest } from '../runs/runManifest';
import { configOf } from './configFile';
import { rejectOtherData } from './newManifest';
import type { PreparedTraining } from './prepare';
import { prepareResolved, prepareTraining } from './prepare';
import { rejectOtherCheckpoint } from './resumeChecks';
import { planResume } from './resumePlan';
import type { RunHandle, RunTools } from './runTraining';
import { resumeRun, runStart, startRun } from './runTraining';
import type { LoopProgress } from './trainingLoop';

/** What a training process lends to the training it carries out. */
export interface TrainerHost {
  /** Folder of the bundles and what they load. */
  readonly distFolder: string;
  /** Whether nobody wants the training any more, looked at before its folder is made. */
  isUnwanted(): boolean;
  log(text: string): void;
  /** Told once there is a run, before its first step. */
  onStarted(run: StartedRun): void;
  onProgress(progress: LoopProgress, steps: number): void;
  onPause(paused: boolean): void;
}

/**
 * Does what a request asks for, up to the point where the training goes on by itself.
 *
 * @returns undefined when it became unwanted before it had a folder
 * @throws UserError when the config, the data, the engine or the run to resume does not allow it
 */
export function carryOut(request: TrainingRequest, host: TrainerHost): Promise<RunHandle | undefined> {
  return request.kind === 'train' ? trainAnew(request, host) : goOn(request, host);
}

async function trainAnew(request: TrainRequest, host: TrainerHost): Promise<RunHandle | undefined> {
  const { configFile, runsDirectory } = request;
  const parsed = await configOf(request);
  host.log(`reading the data of ${configFile}`);
  const training = await prepareTraining(parsed, configFile);
  return begin(request.engine, request, training, host, async (decompositions) => {
    // What is wrong with the weights to start from is found before time is spent on an engine.
    const start = await runStart(training, runsDirectory, decompositions);
    return (tools) => startRun(training, runsDirectory, { ...tools, set: request.set }, start);
  });
}

async function goOn(request: ResumeRequest, host: TrainerHost): Promise<RunHandle | undefined> {
  const folder = new RunFolder(request.runDirectory);
  const { manifest, configFile, engine } = await planResume(folder);
  host.log(`reading the data of ${folder.id}`);
  const dataset = await loadDataset(manifest.config.data, path.dirname(configFile));
  const training = prepareResolved(manifest.config, configFile, dataset, manifest.warnings);
  // Another number of threads gives other bits, so the run's own comes before any other.
  const asked = { ...request, threads: request.threads ?? manifest.threads };
  return begin(request.engine ?? engine, asked, training, host, async () => {
    rejectOtherData(training, manifest, folder);
    await rejectOtherCheckpoint(training, folder);
    const delay = await lockDelay(folder);
    if (delay !== undefined) host.log(delay);
    return (tools) => resumeRun(training, folder, manifest, tools);
  });
}

/** @param prepare what can be done before there is an engine; what it gives starts the run */
async function begin(
  choice: EngineChoice,
  { threads, tensorflowFolder }: Pick<EngineEnvironment, 'threads' | 'tensorflowFolder'>,
  training: PreparedTraining,
  host: TrainerHost,
  prepare: (decompositions: Decompositions) => Promise<(tools: RunTools) => Promise<RunHandle>>,
): Promise<RunHandle | undefined> {
  // Weights change from one snapshot to the next, so there is nothing to keep. The thread has to be there before the
  // engine makes denormal numbers count as zero.
  const decompositions = startDecompositions(path.join(host.distFolder, 'svd-worker.js'), {
    cacheBytes: 0,
    threads,
    eager: true,
  });
  try {
    const start = await prepare(decompositions);
    const { engine, reason } = await openEngine(choice, {
      wasmFolder: host.distFolder,
      threads,
      tensorflowFolder,
    });
    host.log(`engine ${engine.name}: ${engine.device}${reason === undefined ? '' : ` (${reason})`}`);
    if (host.isUnwanted()) {
      await decompositions.close();
      return undefined;
    }
    const handle = await start({
      engine,
      decompositions,
      onStarted: async (folder) => {
        const run = await startedRunOf(folder);
        host.onStarted({ ...run, engineReason: run.engineReason ?? reason });
      },
      onProgress: (progress) => host.onProgress(progress, training.steps),
      onPause: (paused) => host.onPause(paused),
    });
    return { ...handle, ended: handle.ended.finally(() => decompositions.close()) };
  } catch (error) {
    await decompositions.close();
    throw error;
  }
}

async function startedRunOf({ directory, manifest: file }: RunFolder): Promise<StartedRun> {
  const { id, name, mode, seed, steps, engine, device, engineReason, warnings } = await readRunManifest(file);
  return { id, directory, name, mode, seed, steps, engine, device, engineReason, warnings };
}
