import path from 'node:path';
import type { Override, ParsedConfig } from '../../config/parseConfig';
import { ENGINE_CHOICES } from '../../engines/engine';
import type { StartedRun, TrainRequest } from '../../messages/trainerMessages';
import { defaultRunsDirectory } from '../../runs/runFolder';
import { configOf, readConfigText } from '../../trainer/configFile';
import type { RunEnd } from '../../trainer/supervisedRun';
import type { CommandInput, CommandSpec } from '../command';
import { jsonOption, runsOption, tensorflowOption, threadsOption } from '../environment';
import { commandSupervisor, exitCode, follow, Interruption } from '../execution';
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
    parallel: {
      type: 'string',
      value: 'N',
      help: 'Trainings at once; 1 by default. They share the cores, unless --threads says how many each has.',
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

/** A training that is asked for, and the line that it goes by. */
interface Asked {
  readonly request: TrainRequest;
  readonly title: string;
}

async function runTrain(input: CommandInput): Promise<number> {
  const configFile = path.resolve(input.one('<config>'));
  const runsDirectory = path.resolve(input.text('runs') ?? defaultRunsDirectory(configFile));
  const parallel = input.count('parallel', 1) ?? 1;
  const asked = await askFor(input, configFile, runsDirectory);
  const supervisor = commandSupervisor(parallel);
  const interruption = new Interruption(supervisor);
  const onStarted = engineTeller();
  const followed = asked.map(({ request, title }) =>
    follow(supervisor.start(request), { title, plain: parallel > 1, onStarted }),
  );
  const ends: RunEnd[] = [];
  for (const [index, { title }] of asked.entries()) {
    const end = await followed[index]!;
    if (end.manifest === undefined && end.error !== undefined) {
      // What keeps the first from beginning keeps the others from it too.
      if (index === 0) {
        await supervisor.dispose();
        throw end.error;
      }
      process.stderr.write(`${title}  failed: ${end.error.format()}\n`);
    }
    ends.push(end);
    if (input.flag('json') && end.manifest !== undefined)
      process.stdout.write(
        `${JSON.stringify(trainJson(path.join(runsDirectory, end.manifest.id), end.manifest))}\n`,
      );
  }
  for (const [index, { manifest, error }] of ends.entries()) {
    if (manifest === undefined && error === undefined)
      process.stderr.write(`${asked[index]!.title}  not started\n`);
  }
  if (!input.flag('json')) printResults(ends, runsDirectory);
  return exitCode(ends, interruption.requested);
}

/** One training for each mode and seed, the config of each checked before the first starts. */
async function askFor(input: CommandInput, configFile: string, runsDirectory: string): Promise<Asked[]> {
  const shownAs = path.relative(process.cwd(), configFile) || configFile;
  const engine = input.choice('engine', ENGINE_CHOICES) ?? 'auto';
  const threads = input.count('threads', 1);
  const configText = await readConfigText(configFile, shownAs);
  const overrides = input.texts('set').map(overrideOf);
  const modes = input
    .text('mode')
    ?.split(',')
    .map((mode) => mode.trim());
  const seeds = input.count('seeds', 1, MAX_SEEDS) ?? 1;
  const asked: Asked[] = [];
  for (const mode of modes ?? [undefined]) {
    const forMode = [...overrides, ...(mode === undefined ? [] : [modeOverride(mode)])];
    const requestWith = (puts: readonly Override[]): TrainRequest => ({
      ...{ kind: 'train', configFile, configText, shownAs, runsDirectory, engine, threads },
      overrides: puts.map((put) => ({ ...put, path: [...put.path] })),
      tensorflowFolder: input.text('tensorflow'),
    });
    const base = await configOf(requestWith(forMode));
    for (let seed = 0; seed < seeds; seed++) {
      const forSeed = seed === 0 ? [] : [seedOverride(base.config.training.seed + seed)];
      const request = requestWith([...forMode, ...forSeed]);
      const parsed = await configOf(request);
      parsed.check();
      asked.push({ request, title: titleOf(parsed, configFile) });
    }
  }
  return asked;
}

function titleOf({ config }: ParsedConfig, configFile: string): string {
  const name = path.basename(configFile).replace(/\.racecar\.json$/, '');
  return `${name} · ${config.regularization.mode} · seed ${config.training.seed}`;
}

/** Tells which engine the trainings run on when that was not the user's own choice, once for all of them. */
function engineTeller(): (run: StartedRun) => void {
  const told = new Set<string>();
  return ({ device, engineReason }) => {
    const text = `engine: ${device} (${engineReason})\n`;
    if (engineReason === undefined || told.has(text)) return;
    told.add(text);
    process.stderr.write(text);
  };
}

function printResults(ends: readonly RunEnd[], runsDirectory: string): void {
  const manifests = ends.flatMap(({ manifest }) => manifest ?? []);
  const finished = manifests.filter(({ layers }) => layers !== undefined);
  if (finished.length > 0) {
    process.stdout.write(`\n${resultsTable(finished)}\n${resultsLegend(finished[0]!)}`);
  }
  if (manifests.length > 0) {
    const shown = path.relative(process.cwd(), runsDirectory) || '.';
    process.stdout.write(`\nRuns: ${shown}\n${manifests.map(({ id }) => `  ${id}\n`).join('')}`);
  }
}
