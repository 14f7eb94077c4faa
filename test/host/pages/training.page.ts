import assert from 'node:assert/strict';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { pick, runCommand } from '../support/palette';
import { extensionHostsOf, isAlive } from '../support/processes';
import { hasStatus, loggedSteps, readRun, runsIn, trainsWithCheckpoint } from '../support/runs';
import { openContainer, statusItems, treeItems } from '../support/views';
import { reloadWindow, useWorkbench } from '../support/workbench';
import { peaks } from '../support/workspaces';

/** What the issue allows a process whose extension host is gone. */
const GONE_WITHIN_MS = 5_000;
const isKnown = () => false;

describe('Training from the command palette', () => {
  const workbench = useWorkbench({ workspace: peaks({ short: 1500, reloaded: 200_000, killed: 200_000 }) });
  const folderOf = (name: string) => path.join(workbench.folder, name);

  async function train(name: string): Promise<void> {
    await runCommand(workbench.page, 'Racecar: Train with racecar');
    await pick(workbench.page, name);
  }

  async function stop(folder: string): Promise<void> {
    await runCommand(workbench.page, 'Racecar: Stop Training');
    await hasStatus(folder, ['stopped']);
  }

  afterEach(async () => {
    for (const name of ['reloaded', 'killed']) {
      for (const run of await runsIn(folderOf(name))) {
        if (run.manifest.status === 'running') await stop(run.folder);
      }
    }
  });

  it('shows its progress in the status bar and the Runs view, and its result there', async () => {
    const { page } = workbench;
    // Waited for from the beginning, as it may be over soon.
    await Promise.all([statusItems(page, /RR/).first().waitFor(), train('short')]);
    await openContainer(page, 'Racecar');
    const [run] = await eventually(async () => {
      const runs = await runsIn(folderOf('short'));
      assert.equal(runs.length, 1);
      return runs;
    });
    await hasStatus(run!.folder, ['finished']);
    const row = treeItems(page, 'Runs').filter({ hasText: 'RR · seed 0' });
    await row.filter({ hasText: /acc \d/ }).waitFor();
    await statusItems(page, /RR/).first().waitFor({ state: 'hidden' });
  });

  it('goes on by itself after the window was reloaded', async () => {
    await train('reloaded');
    const before = await trainsWithCheckpoint(folderOf('reloaded'), isKnown);
    await reloadWindow(workbench);
    const after = await eventually(async () => {
      const run = await readRun(before.folder);
      assert.equal(run.manifest.status, 'running');
      assert.notEqual(run.manifest.pid, before.manifest.pid);
      return run;
    });
    const { step } = after.manifest;
    await eventually(async () => assert.ok((await loggedSteps(after)).at(-1)! > step));
    assert.equal((await runsIn(folderOf('reloaded'))).length, 1);
  });

  it('ends when the extension host is killed, and goes on in the next one', async () => {
    const { page, server } = workbench;
    await train('killed');
    const before = await trainsWithCheckpoint(folderOf('killed'), isKnown);
    for (const pid of await extensionHostsOf(server.pid)) process.kill(pid, 'SIGKILL');
    await eventually(
      async () => assert.equal(await isAlive(before.manifest.pid!), false, 'the training is an orphan'),
      GONE_WITHIN_MS,
    );
    await page.reload();
    await eventually(async () => {
      const run = await readRun(before.folder);
      assert.equal(run.manifest.status, 'running');
      assert.notEqual(run.manifest.pid, before.manifest.pid);
    });
  });
});
