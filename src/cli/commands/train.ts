import path from 'node:path';
import type { Override } from '../../config/parseConfig';
import { parseConfig } from '../../config/parseConfig';
import type { Dataset } from '../../data/dataset';
import { openEngine } from '../../engines/choose';
import { ENGINE_CHOICES } from '../../engines/engine';
import { defaultRunsDirectory } from '../../runs/runFolder';
import type { RunManifest } from '../../runs/runManifest';
import type { PreparedTraining } from '../../trainer/prepare';
import { prepareTraining } from '../../trainer/prepare';
import { startRun } from '../../trainer/runTraining';
import { givenWeights } from '../../trainer/startingWeights';
import { startSvdService } from '../../trainer/svdService';
import type { CommandInput, CommandSpec } from '../command';
import {
  engineEnvironmentOf,
  jsonOption,
  readConfigText,
  runsOption,
  svdWorkerScript,
  tensorflowOption,
  threadsOption,
} from '../environment';
import { exitCode, follow, Interruption } from '../execution';
import { modeOverride, overrideOf, seedOverride } from '../overrides';
import { resultsLegend, resultsTable, trainJson } from '../results';

/** Far more than anybody waits for; beyond it a typing error is likelier. */
const MAX_SEEDS = 1000;

export const train: CommandSpec = {
  name: 'train',
  parameters: '<config>',
  summary: 'Train a network as its config says, once for each mode and seed.',
  options: {
    mode: { type: 'string', value: 'M[,M…]', help: "Modes in place of the config's, such as std,ort,rr." },
    seeds: { type: 'string', value: 'N', help: "Train N times, with the config's seed and those after it." },
    engine: { type: 'string', value: 'E', help: `Where to compute: ${ENGINE_CHOICES.join(', ')}.` },
    threads: threadsOption,
    tensorflow: tensorflowOption,
    runs: runsOption,
    set: {
      type: 'string',
      multiple: true,
      value: 'KEY=VALUE',
      help: 'Replace a value of the config; may be repeated.',
    },
    json: jsonOption,
  },
  run: runTrain,
};

async function runTrain(input: CommandInput): Promise<number> {
  const configFile = path.resolve(input.one('<config>'));
  const engineChoice = input.choice('engine', ENGINE_CHOICES) ?? 'auto';
  const runsDirectory = path.resolve(input.text('runs') ?? defaultRunsDirectory(configFile));
  const trainings = await prepareAll(input, configFile);
  for (const training of trainings) await givenWeights(training, runsDirectory);
  const { engine, reason } = await openEngine(engineChoice, engineEnvironmentOf(input));
  if (reason !== undefined) process.stderr.write(`engine: ${engine.device} (${reason})\n`);
  const svds = startSvdService(svdWorkerScript);
  const interruption = new Interruption();
  const manifests: RunManifest[] = [];
  for (const training of trainings) {
    if (interruption.requested) break;
    const { handle, manifest } = await follow(titleOf(training), training.steps, interruption, (onProgress) =>
      startRun(training, runsDirectory, { engine, svds, onProgress }),
    );
    manifests.push(manifest);
    if (input.flag('json')) process.stdout.write(`${JSON.stringify(trainJson(handle.folder, manifest))}\n`);
  }
  await svds.close();
  for (const training of trainings.slice(manifests.length)) {
    process.stderr.write(`${titleOf(training)}  not started\n`);
  }
  if (!input.flag('json')) printResults(manifests, runsDirectory);
  return exitCode(manifests, interruption.requested);
}

/** One training for each mode and seed, all checked before the first starts, sharing what data they share. */
async function prepareAll(input: CommandInput, configFile: string): Promise<PreparedTraining[]> {
  const shown = path.relative(process.cwd(), configFile) || configFile;
  const text = await readConfigText(configFile, shown);
  const overrides = input.texts('set').map(overrideOf);
  const modes = input
    .text('mode')
    ?.split(',')
    .map((mode) => mode.trim());
  const seeds = input.count('seeds', 1, MAX_SEEDS) ?? 1;
  const datasets = new Map<string, Dataset>();
  const trainings: PreparedTraining[] = [];
  for (const mode of modes ?? [undefined]) {
    for (let seed = 0; seed < seeds; seed++) {
      const forMode: Override[] = mode === undefined ? [] : [modeOverride(mode)];
      const base = parseConfig(text, shown, [...overrides, ...forMode]);
      const forSeed = seed === 0 ? [] : [seedOverride(base.config.training.seed + seed)];
      const parsed = parseConfig(text, shown, [...overrides, ...forMode, ...forSeed]);
      const data = JSON.stringify(parsed.config.data);
      const training = await prepareTraining(parsed, configFile, datasets.get(data));
      datasets.set(data, training.dataset);
      trainings.push(training);
    }
  }
  return trainings;
}

function titleOf({ config, configFile }: PreparedTraining): string {
  const name = path.basename(configFile).replace(/\.racecar\.json$/, '');
  return `${name} · ${config.regularization.mode} · seed ${config.training.seed}`;
}

function printResults(manifests: readonly RunManifest[], runsDirectory: string): void {
  const finished = manifests.filter(({ layers }) => layers !== undefined);
  if (finished.length > 0) {
    process.stdout.write(`\n${resultsTable(finished)}\n${resultsLegend(finished[0]!)}`);
  }
  if (manifests.length > 0) {
    const shown = path.relative(process.cwd(), runsDirectory) || '.';
    process.stdout.write(`\nRuns: ${shown}\n${manifests.map(({ id }) => `  ${id}\n`).join('')}`);
  }
}
