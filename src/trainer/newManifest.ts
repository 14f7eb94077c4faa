import os from 'node:os';
import path from 'node:path';
import { UserError } from '../config/userError';
import type { Engine, Settled } from '../engines/engine';
import type { RunFolder } from '../runs/runFolder';
import { ownStart } from '../runs/processStart';
import type { RunManifest } from '../runs/runManifest';
import { digestOf } from './dataDigest';
import type { PreparedTraining } from './prepare';

/** The manifest that a run begins with. */
export function newManifest(
  training: PreparedTraining,
  settled: Settled,
  warnings: readonly string[],
  set?: RunManifest['set'],
): RunManifest {
  const { config, configFile } = training;
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
    ...settledFacts(settled, [...training.warnings, ...warnings]),
    versions: versions(),
    ...(set === undefined ? {} : { set }),
    status: 'running',
    created: now.toISOString(),
    started: now.toISOString(),
    updated: now.toISOString(),
    ...processFacts(),
    data: factsOf(training),
    steps: training.steps,
    step: 0,
  };
}

/** What a manifest says of the process that trains. */
export function processFacts(): Pick<RunManifest, 'pid' | 'host' | 'processStart'> {
  const processStart = ownStart();
  return { pid: process.pid, host: os.hostname(), ...(processStart && { processStart }) };
}

/** What a manifest says of the programs that train. */
export function versions(): Record<string, string> {
  return {
    racecar: RACECAR_VERSION,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
}

/** @throws UserError when the data is not what a run began with */
export function rejectOtherData(
  training: PreparedTraining,
  { data }: RunManifest,
  { manifest }: RunFolder,
): void {
  const { digest: foundDigest, ...found } = factsOf(training);
  const { digest, ...expected } = data;
  const isSameSize = JSON.stringify(found) === JSON.stringify(expected);
  // Runs used to be recorded without.
  if (isSameSize && (digest === undefined || foundDigest === digest)) return;
  const what = isSameSize
    ? `found ${describeFacts(found)} as then, but with other values or labels`
    : `found ${describeFacts(found)}, expected ${describeFacts(expected)}`;
  throw new UserError(`the data has changed since the run began: ${what}`, {
    place: { file: manifest },
    hint: 'Bring the data back as it was, or train anew.',
  });
}

/** What a manifest says of how its engine was settled on. */
export function settledFacts(
  { engine, reason, warning }: Settled,
  warnings: readonly string[],
): Pick<RunManifest, 'engine' | 'device' | 'threads' | 'engineReason' | 'warnings'> {
  const engineReason = reason ?? warning;
  return {
    ...engineFacts(engine),
    ...(engineReason === undefined ? {} : { engineReason }),
    warnings: [...warnings, ...(warning === undefined ? [] : [warning])],
  };
}

/** What a manifest says of an engine. */
export function engineFacts({
  name,
  device,
  threads,
}: Engine): Pick<RunManifest, 'engine' | 'device' | 'threads'> {
  return { engine: name, device, ...(threads === undefined ? {} : { threads }) };
}

function factsOf({ dataset, config }: PreparedTraining): RunManifest['data'] {
  const { shape, classNames, train, validation, test } = dataset;
  const digest = digestOf(dataset, config.data);
  return {
    shape: [...shape],
    classNames: [...classNames],
    train: train.count,
    validation: validation?.count ?? 0,
    test: test.count,
    ...(digest && { digest }),
  };
}

function describeFacts({ shape, classNames, train, validation, test }: RunManifest['data']): string {
  return `${train} training, ${validation} validation and ${test} test samples of [${shape.join(', ')}] in the classes ${classNames.join(', ')}`;
}

/** Letters of a config's name that a run's id takes: folders' names have a limit. */
const NAME_LETTERS = 100;

/** Such as peak-rr-s0-20261121-093000-1f3a. */
export function newRunId(name: string, mode: string, seed: number, now: Date): string {
  const [date, time] = now
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .split('T');
  const salt = Math.floor(Math.random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
  // One that began with a dash would be taken for an option.
  const plain =
    name
      .replace(/[^\w-]+/g, '-')
      .slice(0, NAME_LETTERS)
      .replace(/^-+|-+$/g, '') || 'run';
  return `${plain}-${mode}-s${seed}-${date}-${time}-${salt}`;
}
