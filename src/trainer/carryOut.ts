import path from 'node:path';
import { loadDataset } from '../data';
import type { EngineEnvironment } from '../engines/choose';
import { openEngine } from '../engines/choose';
import type { EngineChoice } from '../engines/engine';
import type { ResumeRequest, StartedRun, TrainingRequest, TrainRequest } from '../messages/trainerMessages';
import { RunFolder } from '../runs/runFolder';
import { readRunManifest } from '../runs/runManifest';
import { configOf } from './configFile';
import type { PreparedTraining } from './prepare';
import { prepareResolved, prepareTraining } from './prepare';
import { planResume } from './resumePlan';
import type { RunHandle, RunTools } from './runTraining';
import { resumeRun, startRun } from './runTraining';
import { givenWeights } from './startingWeights';
import { startSvdService } from './svdService';
import type { LoopProgress } from './trainingLoop';

/** What a training process lends to the training it carries out. */
export interface TrainerHost {
  /** Folder of the bundles and what they load. */
  readonly distFolder: string;
  /** Whether nobody wants the training any more, looked at before its folder is made. */
  isUnwanted(): boolean;
  log(text: string): void;
  onProgress(progress: LoopProgress, steps: number): void;
  onPause(paused: boolean): void;
}

/** A training that goes on, and what it is. */
export interface CarriedOut {
  readonly handle: RunHandle;
  readonly run: StartedRun;
}

/**
 * Does what a request asks for, up to the point where the training goes on by itself.
 *
 * @returns undefined when it became unwanted before it had a folder
 * @throws UserError when the config, the data, the engine or the run to resume does not allow it
 */
export function carryOut(request: TrainingRequest, host: TrainerHost): Promise<CarriedOut | undefined> {
  return request.kind === 'train' ? trainAnew(request, host) : goOn(request, host);
}

async function trainAnew(request: TrainRequest, host: TrainerHost): Promise<CarriedOut | undefined> {
  const { configFile, runsDirectory } = request;
  const parsed = await configOf(request);
  host.log(`reading the data of ${configFile}`);
  const training = await prepareTraining(parsed, configFile);
  // What is wrong with the weights to start from is found before time is spent on an engine.
  await givenWeights(training, runsDirectory);
  return begin(request.engine, request, training, host, (tools) => startRun(training, runsDirectory, tools));
}

async function goOn(request: ResumeRequest, host: TrainerHost): Promise<CarriedOut | undefined> {
  const folder = new RunFolder(request.runDirectory);
  const { manifest, configFile, engine } = await planResume(folder);
  host.log(`reading the data of ${folder.id}`);
  const dataset = await loadDataset(manifest.config.data, path.dirname(configFile));
  const training = prepareResolved(manifest.config, configFile, dataset, manifest.warnings);
  // Another number of threads gives other bits, so the run's own comes before any other.
  const asked = { ...request, threads: request.threads ?? manifest.threads };
  return begin(request.engine ?? engine, asked, training, host, (tools) =>
    resumeRun(training, folder, manifest, tools),
  );
}

async function begin(
  choice: EngineChoice,
  { threads, tensorflowFolder }: Pick<EngineEnvironment, 'threads' | 'tensorflowFolder'>,
  training: PreparedTraining,
  host: TrainerHost,
  start: (tools: RunTools) => Promise<RunHandle>,
): Promise<CarriedOut | undefined> {
  const { engine, reason } = await openEngine(choice, {
    wasmFolder: host.distFolder,
    threads,
    tensorflowFolder,
  });
  host.log(`engine ${engine.name}: ${engine.device}${reason === undefined ? '' : ` (${reason})`}`);
  if (host.isUnwanted()) return undefined;
  const svds = startSvdService(path.join(host.distFolder, 'svd-worker.js'));
  try {
    const handle = await start({
      engine,
      svds,
      onProgress: (progress) => host.onProgress(progress, training.steps),
      onPause: (paused) => host.onPause(paused),
    });
    const ended = handle.ended.finally(() => svds.close());
    const run = await startedRunOf(handle.folder);
    return {
      handle: { ...handle, ended },
      run: { ...run, engineReason: run.engineReason ?? reason },
    };
  } catch (error) {
    await svds.close();
    throw error;
  }
}

async function startedRunOf({ directory, manifest: file }: RunFolder): Promise<StartedRun> {
  const { id, name, mode, seed, steps, engine, device, engineReason, warnings } = await readRunManifest(file);
  return { id, directory, name, mode, seed, steps, engine, device, engineReason, warnings };
}
