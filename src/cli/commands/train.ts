import os from 'node:os';
import path from 'node:path';
import type { ComparedRun } from '../../comparison/comparedRun';
import type { EngineChoice } from '../../engines/engine';
import { ENGINE_CHOICES } from '../../engines/engine';
import { runFacts } from '../../messages/runFacts';
import type { RunSet } from '../../messages/runResults';
import { runResults } from '../../messages/runResults';
import type { StartedRun } from '../../messages/trainerMessages';
import { defaultRunsDirectory } from '../../runs/runFolder';
import type { RunManifest } from '../../runs/runManifest';
import { readConfigText } from '../../trainer/configFile';
import { parseGridKey } from '../../trainer/gridText';
import type { RunEnd } from '../../trainer/supervisedRun';
import type { SetPlan } from '../../trainer/trainingSet';
import { MOST_RUNS, planSet } from '../../trainer/trainingSet';
import type { CommandInput, CommandSpec } from '../command';
import {
  jsonOption,
  runsArgument,
  runsOption,
  tensorflowOption,
  threadsOf,
  threadsOption,
} from '../environment';
import { commandSupervisor, exitCode, follow, Interruption } from '../execution';
import { print, printJson, tell } from '../output';
import { modeOverride, overrideOf } from '../overrides';
import { resultsLegend, resultsTable, trainJson } from '../results';
import { SetProgress } from '../setProgress';
import { gridKeys, setResultsJson, setResultsText } from '../setResults';
import { StartFailures } from '../startFailures';

/** Engines on which several trainings divide the cores among them; on others they would share one device. */
const DIVIDES_CORES: readonly EngineChoice[] = ['auto', 'onnx-cpu', 'wasm', 'cpu'];

/** A set is given up when at least so many of its trainings, the first ones, could not begin for one reason. */
const FAILURES_AT_LEAST = 4;

export const train: CommandSpec = {
  name: 'train',
  parameters: '<config>',
  summary: 'Train a network as its config says, once for each mode, seed and value of a grid.',
  options: {
    mode: { type: 'string', value: 'M[,M…]', help: "Modes in place of the config's, such as std,ort,rr." },
    seeds: { type: 'string', value: 'N', help: "Train N times, with the config's seed and those after it." },
    grid: {
      type: 'string',
      multiple: true,
      value: 'KEY=V,V…',
      help: 'Train with each of several values of a key of the config; may be repeated, for all combinations. V may also be log:1e-7..1e-5:3 or lin:0..1:5. The best is chosen by validation accuracy.',
    },
    engine: { type: 'string', value: 'E', help: `Where to compute: ${ENGINE_CHOICES.join(', ')}.` },
    threads: threadsOption,
    parallel: {
      type: 'string',
      value: 'N',
      help: 'Trainings at once; by default as many as there are cores. These are divided among them, unless --threads says how many each has.',
    },
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
  const runsDirectory = path.resolve(input.text('runs') ?? defaultRunsDirectory(configFile));
  const { members, set, notes } = await planSet(await planOf(input, configFile, runsDirectory));
  for (const note of notes) tell(`note: ${note}\n`);
  const parallel = Math.min(members.length, input.count('parallel', 1) ?? atOnce(input));
  const supervisor = commandSupervisor(parallel);
  const interruption = new Interruption(supervisor);
  const onStarted = engineTeller();
  const shared = parallel > 1 ? { set: new SetProgress(members.length) } : {};
  const started = supervisor.startSet(members.map(({ request }) => request));
  const followed = started.map((run, i) => follow(run, { title: members[i]!.title, ...shared, onStarted }));
  const ends: RunEnd[] = [];
  const failures = new StartFailures(Math.max(parallel, FAILURES_AT_LEAST));
  for (const [index, { title }] of members.entries()) {
    const end = await followed[index]!;
    if (end.manifest !== undefined) failures.tellHeld();
    else if (end.error !== undefined) {
      failures.add(title, end.error);
      if (failures.areAll) {
        await supervisor.dispose();
        throw end.error;
      }
    }
    ends.push(end);
    if (input.flag('json') && end.manifest !== undefined)
      printJson(trainJson(path.join(runsDirectory, end.manifest.id), end.manifest));
  }
  // What keeps every one from beginning for one reason is an error of the command.
  const common = failures.count === members.length ? failures.common() : undefined;
  if (common !== undefined) throw common;
  failures.tellHeld();
  for (const [index, { manifest, error }] of ends.entries()) {
    if (manifest === undefined && error === undefined) tell(`${members[index]!.title}  not started\n`);
  }
  printResults(ends, runsDirectory, set, input.flag('json'));
  return exitCode(ends, interruption.requested);
}

/** Trainings at once where nobody says: as many as there are cores for; one where they would share a device. */
function atOnce(input: CommandInput): number {
  const engine = input.choice('engine', ENGINE_CHOICES) ?? 'auto';
  if (!DIVIDES_CORES.includes(engine)) return 1;
  return Math.max(1, Math.floor(os.availableParallelism() / (threadsOf(input) ?? 1)));
}

async function planOf(input: CommandInput, configFile: string, runsDirectory: string): Promise<SetPlan> {
  const shownAs = path.relative(process.cwd(), configFile) || configFile;
  const engine = input.choice('engine', ENGINE_CHOICES) ?? 'auto';
  const threads = threadsOf(input);
  const configText = await readConfigText(configFile, shownAs);
  const names = input
    .text('mode')
    ?.split(',')
    .map((mode) => mode.trim());
  const modes = names && [...new Set(names)].map(modeOverride);
  return {
    request: {
      ...{ kind: 'train', configFile, configText, shownAs, runsDirectory, engine, threads },
      overrides: input
        .texts('set')
        .map(overrideOf)
        .map((put) => ({ ...put, path: [...put.path] })),
      tensorflowFolder: input.text('tensorflow'),
    },
    modes: modes ?? [undefined],
    grid: input.texts('grid').map((text) => parseGridKey(text)),
    seeds: input.count('seeds', 1, MOST_RUNS) ?? 1,
  };
}

/** Tells which engine the trainings run on when that was not the user's own choice, once for all of them. */
function engineTeller(): (run: StartedRun) => void {
  const told = new Set<string>();
  return ({ device, engineReason }) => {
    const text = `engine: ${device} (${engineReason})\n`;
    if (engineReason === undefined || told.has(text)) return;
    told.add(text);
    tell(text);
  };
}

function printResults(
  ends: readonly RunEnd[],
  runsDirectory: string,
  set: RunSet | undefined,
  asJson: boolean,
): void {
  const manifests = ends.flatMap(({ manifest }) => manifest ?? []);
  const isGrid = set !== undefined && gridKeys(set.keys).length > 0;
  const compared = isGrid ? manifests.map((manifest) => endedRun(manifest, runsDirectory)) : [];
  if (asJson) {
    if (isGrid) printJson(setResultsJson(compared, set));
    return;
  }
  const finished = manifests.filter(({ layers }) => layers !== undefined);
  if (isGrid && compared.length > 0) {
    const width = process.stdout.isTTY ? process.stdout.columns : 80;
    print(`\n${setResultsText(compared, set, width)}`);
  } else if (finished.length > 0) {
    print(`\n${resultsTable(finished)}\n${resultsLegend(finished[0]!)}`);
  }
  if (manifests.length > 0) {
    const shown = path.relative(process.cwd(), runsDirectory) || '.';
    print(`\nRuns: ${shown}\n${manifests.map(({ id }) => `  ${id}\n`).join('')}`);
  }
  if (set !== undefined)
    print(`Compare them: racecar compare --set ${set.id}${runsArgument(runsDirectory)}\n`);
}

/** A run by what its manifest says at its end, without its curves. */
function endedRun(manifest: RunManifest, runsDirectory: string): ComparedRun {
  return {
    key: path.join(runsDirectory, manifest.id),
    facts: runFacts(manifest, manifest.status),
    results: runResults(manifest),
    column: () => undefined,
  };
}
