import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { runCommand } from '../support/palette';
import { runsIn } from '../support/runs';
import { screenshotThemes } from '../support/themes';
import { openContainer, webview } from '../support/views';
import { useWorkbench } from '../support/workbench';
import { peaks } from '../support/workspaces';

describe('zzviews', () => {
  const workbench = useWorkbench({ workspace: peaks({ watched: 200 }) });
  it('tab', async () => {
    const { page } = workbench;
    const folder = `${workbench.folder}/watched`;
    await runCommand(page, 'Racecar: Train with racecar');
    await eventually(async () => assert.ok((await runsIn(folder)).length === 1));
    await new Promise((r) => setTimeout(r, 8000));
    await runCommand(page, 'Racecar: Train with racecar');
    await eventually(async () => assert.ok((await runsIn(folder)).length === 2));
    await new Promise((r) => setTimeout(r, 8000));
    await openContainer(page, 'Racecar');
    await runCommand(page, 'Racecar: Open Dashboard');
    await new Promise((r) => setTimeout(r, 2000));
    await page.screenshot({ path: '.vscode-test/screenshots/zzviews-pick.png' });
    await page.keyboard.press('Enter');
    await webview(page).locator('h1').waitFor();
    await new Promise((r) => setTimeout(r, 2000));
    await screenshotThemes(page, 'zzviews');
  });
});
