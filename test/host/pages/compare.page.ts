import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually';
import { pick, quickInputRows, runCommand } from '../support/palette';
import { runsIn } from '../support/runs';
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
    const entry = page.locator('.context-view .action-label', { hasText: 'Compare Runs' });
    await entry.waitFor();
    // A menu takes no click in its first moments.
    await eventually(async () => {
      if ((await entry.count()) > 0) await entry.click();
      assert.equal(await entry.count(), 0);
    });
    await inPage().locator('h1', { hasText: 'peak' }).waitFor();
    await eventually(async () => assert.equal(await inPage().locator('.run-row').count(), 3));
    await eventually(async () => assert.match(await inPage().locator('.is-baseline').innerText(), /Std/));
  });

  it('is scrubbed, all runs at once', async () => {
    await inPage().locator('#chart-taskLoss canvas').waitFor();
    await inPage().locator('.cursor-slider').click();
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
    const heads = inPage().locator('.runs-table .sort-button');
    const [first] = await heads.allInnerTexts();
    await heads.first().press('Alt+ArrowRight');
    await eventually(async () => assert.equal((await heads.allInnerTexts())[1], first));
    // The page tells of its changes a moment after they were made; one that is saved too early leaves the file dirty.
    await eventually(async () => {
      await runCommand(workbench.page, 'File: Save');
      const saved = await readFile(file(), 'utf8');
      assert.match(saved, /RR keeps more of the image/);
      assert.match(saved, /"columns": \[/);
    });
  });

  it('is written into one HTML page, beside its file', async () => {
    await inPage().getByRole('button', { name: 'More about the comparison' }).click();
    await inPage().getByRole('menuitem', { name: 'HTML report…' }).click();
    await quickInputRows(workbench.page).first().waitFor();
    await workbench.page.keyboard.press('Enter');
    const report = await eventually(async () => {
      const html = await readFile(path.join(workbench.folder, 'comparison.html'), 'utf8');
      assert.match(html, /<\/html>\s*$/);
      return html;
    });
    assert.match(report, /http-equiv="Content-Security-Policy"/);
    assert.doesNotMatch(report, /(src|href)="https?:/);
    const data = /<script type="application\/json" id="report-data">(.*?)<\/script>/s.exec(report)![1]!;
    const { runs, file: shown } = JSON.parse(data) as {
      runs: { facts: { mode: string }; snapshots: unknown[]; snapshotCount: number }[];
      file: { baseline: string; notes: string };
    };
    assert.deepEqual(runs.map(({ facts }) => facts.mode).sort(), ['ort', 'rr', 'std']);
    for (const { snapshots, snapshotCount } of runs) assert.equal(snapshots.length, snapshotCount);
    assert.match(shown.baseline, /^peak-rr-/);
    assert.equal(shown.notes, 'RR keeps more of the image.');
  });

  it('is one click above a config whose modes were trained', async () => {
    const { page } = workbench;
    await runCommand(page, "Racecar: Open the Run's Config");
    await pick(page, 'RR');
    await page.locator('.codelens-decoration a', { hasText: 'Compare' }).click();
    await inPage().locator('h1', { hasText: 'peak' }).waitFor();
    await eventually(async () => assert.equal(await inPage().locator('.run-row').count(), 3));
  });

  it('opens by itself for a grid, whose keys are picked and whose values are typed', async () => {
    const { page } = workbench;
    await runCommand(page, 'Racecar: Train a Grid…');
    const input = page.locator('.quick-input-widget input.input');
    // The palette's rows go, and those of the keys come.
    await quickInputRows(page).filter({ hasText: 'regularization.' }).first().waitFor();
    await input.fill('regularization.rr.lambda');
    await eventually(async () => assert.equal(await quickInputRows(page).count(), 1));
    await quickInputRows(page).first().click();
    await page.keyboard.press('Enter');
    await eventually(async () => assert.match(await input.inputValue(), /^[\d.e+-]+(, [\d.e+-]+)+$/));
    await input.fill('1e-6, 1e-6');
    await page.locator('.quick-input-message', { hasText: 'each value once' }).waitFor();
    await input.fill('2e-6, 2e-5');
    await page.keyboard.press('Enter');
    const trained = await eventually(async () => {
      const runs = (await runsIn(path.join(workbench.folder, 'peak'))).filter(
        ({ manifest }) =>
          manifest.set !== undefined && manifest.set.keys.includes('regularization.rr.lambda'),
      );
      assert.deepEqual(
        runs.map(({ manifest }) => manifest.status),
        ['finished', 'finished'],
      );
      return runs;
    });
    assert.deepEqual(
      trained
        .map(({ manifest }) => (manifest.config['regularization']!['rr'] as { lambda: number }).lambda)
        .sort(),
      [2e-6, 2e-5],
    );
    await eventually(async () => {
      assert.equal(await inPage().locator('.run-row').count(), 2);
      const table = await inPage().locator('.runs-table').innerText();
      // Which of the two began first, chance says.
      assert.deepEqual([...new Set(table.match(/2e-\d/g))].sort(), ['2e-5', '2e-6']);
    });
  });

  it('breaks no rule of its Content Security Policy', () => {
    assert.deepEqual(problems, []);
  });
});
