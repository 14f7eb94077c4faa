import * as vscode from 'vscode';
import { messageOf } from '../../config/userError';
import type { TrainRequest } from '../../messages/trainerMessages';
import type { RunEnd, SupervisedRun } from '../../trainer/supervisedRun';
import type { SetPlan } from '../../trainer/trainingSet';
import { planSet } from '../../trainer/trainingSet';
import type { CommandId } from '../contributions';
import type { Services } from '../services';

/**
 * Starts the trainings of a set, as many at once as there is room for, with one progress for all, and opens their
 * comparison as soon as there is something to compare.
 *
 * @throws UserError where the config of one of them is wrong
 */
export async function startSet(services: Services, plan: SetPlan): Promise<readonly SupervisedRun[]> {
  const { members, set, notes } = await planSet(plan);
  for (const note of notes) services.log.info(note);
  const runs = services.supervisor.startSet(members.map(({ request }) => request));
  if (set !== undefined) {
    void showProgress(runs, set.label);
    void compareWhenBegun(runs, set, services);
  }
  return runs;
}

type RunSet = NonNullable<TrainRequest['set']>;

/** One progress for all, which can stop them, while any goes on. */
async function showProgress(runs: readonly SupervisedRun[], label: string): Promise<void> {
  const options: vscode.ProgressOptions = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Racecar: {0}', label),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, cancelled) => {
    cancelled.onCancellationRequested(() => {
      for (const run of runs) void run.stop();
    });
    let shown = 0;
    const ended = new Set<SupervisedRun>();
    const tell = (): void => {
      const share = shareDone(runs, ended);
      const message = vscode.l10n.t('{0} of {1} runs ended', ended.size, runs.length);
      progress.report({ message, increment: Math.max(0, 100 * (share - shown)) });
      shown = Math.max(shown, share);
    };
    const listeners = runs.map((run) => run.onChange(tell));
    const ends: Promise<RunEnd>[] = runs.map(async (run) => {
      const end = await run.ended;
      ended.add(run);
      tell();
      return end;
    });
    tell();
    await Promise.all(ends);
    for (const stop of listeners) stop();
  });
}

/** Share of all steps that are done; a run that has ended counts as whole. */
function shareDone(runs: readonly SupervisedRun[], ended: ReadonlySet<SupervisedRun>): number {
  const shares = runs.map((run) => {
    if (ended.has(run)) return 1;
    return run.progress === undefined ? 0 : run.progress.step / run.progress.steps;
  });
  return shares.reduce((sum, share) => sum + share, 0) / runs.length;
}

/** Opens the comparison once the first run has a folder; the others come in as they get one. */
async function compareWhenBegun(
  runs: readonly SupervisedRun[],
  set: RunSet,
  { log }: Services,
): Promise<void> {
  const directory = await Promise.race(runs.map(folderOf));
  const command = 'racecar.compareRuns' satisfies CommandId;
  if (directory === undefined || !(await vscode.commands.getCommands(true)).includes(command)) return;
  try {
    await vscode.commands.executeCommand(command, { directories: [directory], set });
  } catch (error) {
    log.error(messageOf(error));
  }
}

/** The run's folder as soon as it has one; undefined where it ends without. */
function folderOf(run: SupervisedRun): Promise<string | undefined> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (run.run !== undefined) resolve(run.run.directory);
    };
    const stop = run.onChange(look);
    look();
    void run.ended.then(() => {
      stop();
      resolve(run.run?.directory);
    });
  });
}
