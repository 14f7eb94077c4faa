import { existsSync } from 'node:fs';
import path from 'node:path';
import { problemsOfValue } from '../../config/parseConfig';
import { UserError } from '../../config/userError';
import { loadDataset } from '../../data';
import { openEngine } from '../../engines/choose';
import type { EngineName } from '../../engines/engine';
import { ENGINE_NAMES } from '../../engines/engine';
import { findRun, readEntry } from '../../runs/catalogue';
import type { RunManifest, RunStatus } from '../../runs/runManifest';
import { makeRequest } from '../../runs/requests';
import type { RunFolder } from '../../runs/runFolder';
import { prepareResolved } from '../../trainer/prepare';
import { resumeRun } from '../../trainer/runTraining';
import { startSvdService } from '../../trainer/svdService';
import type { CommandInput, CommandSpec } from '../command';
import {
  engineEnvironmentOf,
  jsonOption,
  runsDirectories,
  runsOption,
  svdWorkerScript,
  tensorflowOption,
} from '../environment';
import { EXIT, exitCode, follow, Interruption } from '../execution';
import { resultsLegend, resultsTable, trainJson } from '../results';

export const resume: CommandSpec = {
  name: 'resume',
  parameters: '<run>',
  summary: 'Go on with a run that was stopped, interrupted or paused, exactly where it left off.',
  options: { tensorflow: tensorflowOption, runs: runsOption, json: jsonOption },
  run: runResume,
};

async function runResume(input: CommandInput): Promise<number> {
  const folder = await findRun(input.one('<run>'), runsDirectories(input));
  const { manifest, status } = await readEntry(folder);
  if (status === 'paused') {
    await makeRequest(folder, 'continue');
    process.stderr.write(`${folder.id} goes on in its process ${manifest.pid}\n`);
    return EXIT.done;
  }
  rejectUnlessResumable(folder, status);
  const configFile = configFileOf(folder, manifest);
  rejectUnlessValid(folder, manifest);
  const dataset = await loadDataset(manifest.config.data, path.dirname(configFile));
  const training = prepareResolved(manifest.config, configFile, dataset);
  const { engine } = await openEngine(engineOf(manifest, folder), {
    ...engineEnvironmentOf(input),
    threads: manifest.threads,
  });
  const svds = startSvdService(svdWorkerScript);
  const interruption = new Interruption();
  const title = `${manifest.name} · ${manifest.mode} · seed ${manifest.seed}`;
  const ended = await follow(title, training.steps, interruption, (onProgress) =>
    resumeRun(training, folder, manifest, { engine, svds, onProgress }),
  );
  await svds.close();
  if (input.flag('json')) {
    process.stdout.write(`${JSON.stringify(trainJson(folder, ended.manifest))}\n`);
  } else if (ended.manifest.layers !== undefined) {
    process.stdout.write(`\n${resultsTable([ended.manifest])}\n${resultsLegend(ended.manifest)}`);
  }
  return exitCode([ended.manifest], interruption.requested);
}

function rejectUnlessResumable({ id, manifest }: RunFolder, status: RunStatus): void {
  const place = { file: manifest };
  if (status === 'finished')
    throw new UserError(`the run ${id} is finished, there is nothing to go on with`, { place });
  if (status === 'running')
    throw new UserError(`the run ${id} is running`, { place, hint: 'Stop it first.' });
}

/** The recorded config may have been edited, or be of another version. */
function rejectUnlessValid({ manifest: file }: RunFolder, { config }: RunManifest): void {
  const [problem] = problemsOfValue(config);
  if (problem === undefined) return;
  throw new UserError(`the config that the run recorded cannot be used: ${problem.message}`, {
    place: { file },
    hint: 'Was it written by another version of Racecar?',
  });
}

/** The config's folder is where relative paths start; a workspace that was moved is found from the run folder. */
function configFileOf({ directory }: RunFolder, { configFile }: RunManifest): string {
  if (existsSync(path.dirname(configFile))) return configFile;
  return path.resolve(directory, '..', '..', '..', path.basename(configFile));
}

function engineOf({ engine }: RunManifest, { manifest }: RunFolder): EngineName {
  const known = ENGINE_NAMES.find((name) => name === engine);
  if (known === undefined) {
    throw new UserError(`the run's engine is "${engine}", expected one of ${ENGINE_NAMES.join(', ')}`, {
      place: { file: manifest },
      hint: 'A run goes on on the engine it began on, since no other gives the same bits.',
    });
  }
  return known;
}
