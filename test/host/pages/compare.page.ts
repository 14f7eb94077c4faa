import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually';
import { pick, quickInputRows, runCommand } from '../support/palette';
import { openContainer, treeItems, webview } from '../support/views';
import { useWorkbench } from '../support/workbench';
import { peaks } from '../support/workspaces';

/** Three short runs, trained by the command before the window opens. */
const trained = async (folder: string): Promise<void> => {
  await peaks({ peak: 20 })(folder);
  await promisify(execFile)(process.execPath, [
    ...['dist/cli.js', 'train', path.join(folder, 'peak/peak.racecar.json')],
    ...['--mode', 'std,ort,rr', '--engine', 'wasm', '--set', 'training.snapshotEvery=10'],
  ]);
};

describe('The comparison', () => {
  const workbench = useWorkbench({ workspace: trained });
  const problems: string[] = [];
  const inPage = () => webview(workbench.page);
  const file = () => path.join(workbench.folder, 'comparison.racecompare');
  const row = (mode: string) => inPage().locator('.run-row', { hasText: mode });

  before(() => {
    workbench.page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text()) && message.location().url.includes('webview')) {
        problems.push(message.text());
      }
    });
  });

  it('of three runs selected in the tree shows what each came to', async () => {
    const { page } = workbench;
    await openContainer(page, 'Racecar');
    const items = treeItems(page, 'Runs').filter({ hasText: 'seed 0' });
    await eventually(async () => assert.equal(await items.count(), 3));
    await items.first().click();
    await items.nth(1).click({ modifiers: ['ControlOrMeta'] });
    await items.nth(2).click({ modifiers: ['ControlOrMeta'] });
    await items.nth(2).click({ button: 'right' });
    await page.locator('.context-view .action-label', { hasText: 'Compare Runs' }).click();
    await inPage().locator('h1', { hasText: 'peak' }).waitFor();
    await eventually(async () => assert.equal(await inPage().locator('.run-row').count(), 3));
    assert.match(await inPage().locator('.is-baseline').innerText(), /Std/);
  });

  it('is scrubbed, all runs at once', async () => {
    await inPage().locator('#chart-taskLoss canvas').waitFor();
    await inPage().locator('h1').click();
    await workbench.page.keyboard.press('Home');
    await eventually(async () => assert.equal(await inPage().locator('.cursor-step').innerText(), '0'));
    await inPage().locator('#reconstructions .grid-step').first().scrollIntoViewIfNeeded();
    await eventually(async () => {
      const steps = await inPage().locator('#reconstructions .grid-step').allInnerTexts();
      assert.deepEqual(steps, ['step 0', 'step 0', 'step 0']);
    });
  });

  it('is saved with the baseline that was pinned', async () => {
    await row('RR').hover();
    await inPage()
      .getByRole('button', { name: /^Pin RR .* as the baseline$/ })
      .click();
    await inPage().locator('.is-baseline', { hasText: 'RR' }).waitFor();
    await inPage().getByRole('button', { name: 'Save comparison…' }).click();
    // Where it is offered to be saved is beside the workspace's other files.
    await quickInputRows(workbench.page).first().waitFor();
    await workbench.page.keyboard.press('Enter');
    await inPage().locator('h1', { hasText: 'comparison' }).waitFor();
    const saved = await eventually(() => readFile(file(), 'utf8'));
    assert.match(saved, /"baseline": ".*rr/);
    assert.equal(saved.match(/"peak-(std|ort|rr)-s0-[\w-]+"/g)?.length, 4);
  });

  it('is back after a reload of the window, and what is changed is an edit of its file', async () => {
    await runCommand(workbench.page, 'Developer: Reload Window');
    await inPage().locator('h1').waitFor({ state: 'detached' });
    await inPage().locator('h1', { hasText: 'comparison' }).waitFor({ timeout: 60_000 });
    await inPage().locator('.is-baseline', { hasText: 'RR' }).waitFor();
    await inPage().getByRole('textbox', { name: 'Notes' }).fill('RR keeps more of the image.');
    await workbench.page.locator('.tab.dirty', { hasText: 'comparison.racecompare' }).waitFor();
    await runCommand(workbench.page, 'File: Save');
    await eventually(async () => assert.match(await readFile(file(), 'utf8'), /RR keeps more of the image/));
  });

  it('is one click above a config whose modes were trained', async () => {
    const { page } = workbench;
    await runCommand(page, "Racecar: Open the Run's Config");
    await pick(page, 'RR');
    await page.locator('.codelens-decoration a', { hasText: 'Compare' }).click();
    await inPage().locator('h1', { hasText: 'peak' }).waitFor();
    await eventually(async () => assert.equal(await inPage().locator('.run-row').count(), 3));
  });

  it('breaks no rule of its Content Security Policy', () => {
    assert.deepEqual(problems, []);
  });
});
