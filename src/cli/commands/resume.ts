import { findRun, readEntry } from '../../runs/catalogue';
import { lockDelay } from '../../runs/lock';
import { makeRequest } from '../../runs/requests';
import { planResume } from '../../trainer/resumePlan';
import type { CommandInput, CommandSpec } from '../command';
import { jsonOption, runsDirectories, runsOption, tensorflowOption } from '../environment';
import { commandSupervisor, EXIT, exitCode, follow, Interruption } from '../execution';
import { print, printJson, tell } from '../output';
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
    tell(`${folder.id} goes on in its process ${manifest.pid}\n`);
    return EXIT.done;
  }
  await planResume(folder);
  const delay = await lockDelay(folder);
  if (delay !== undefined) tell(`${delay}\n`);
  const supervisor = commandSupervisor();
  const interruption = new Interruption(supervisor);
  const run = supervisor.start({
    kind: 'resume',
    runDirectory: folder.directory,
    tensorflowFolder: input.text('tensorflow'),
  });
  const end = await follow(run, { title: `${manifest.name} · ${manifest.mode} · seed ${manifest.seed}` });
  if (end.manifest === undefined) {
    if (end.error !== undefined) throw end.error;
    tell(`${folder.id} was not resumed\n`);
  } else if (input.flag('json')) {
    printJson(trainJson(folder.directory, end.manifest));
  } else if (end.manifest.layers !== undefined) {
    print(`\n${resultsTable([end.manifest])}\n${resultsLegend(end.manifest)}`);
  }
  return exitCode([end], interruption.requested);
}
