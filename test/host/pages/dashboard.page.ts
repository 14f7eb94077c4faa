import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { runCommand } from '../support/palette';
import { hasStatus, loggedSteps, runsIn } from '../support/runs';
import { openContainer, treeItems, webview, webviewWith } from '../support/views';
import { useWorkbench } from '../support/workbench';
import { peaks } from '../support/workspaces';

describe('The dashboard', () => {
  const workbench = useWorkbench({ workspace: peaks({ watched: 200_000 }) });
  const problems: string[] = [];
  const inPage = () => webview(workbench.page);
  const cursorStep = async () =>
    Number((await inPage().locator('.cursor-step').innerText()).replace(/,/g, ''));
  const folder = () => `${workbench.folder}/watched`;

  before(() => {
    workbench.page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text()) && message.location().url.includes('webview')) {
        problems.push(message.text());
      }
    });
  });

  it('shows a run as it trains, and stops following when it is scrubbed', async () => {
    const { page } = workbench;
    await runCommand(page, 'Racecar: Train with racecar');
    await eventually(async () => assert.ok((await runsIn(folder())).length === 1));
    await runCommand(page, 'Racecar: Open Dashboard');
    await inPage().locator('h1', { hasText: 'watched · RR · seed 0' }).waitFor();
    const before = await eventually(cursorStep);
    await eventually(async () => assert.ok((await cursorStep()) > before));
    await inPage().locator('.cursor-slider').click();
    await page.keyboard.press('Home');
    await eventually(async () => assert.equal(await cursorStep(), 0));
    await page.keyboard.press('ArrowRight');
    const [run] = await runsIn(folder());
    const steps = await loggedSteps(run!);
    await eventually(async () => assert.equal(await cursorStep(), steps[1]));
    await eventually(async () => assert.ok((await inPage().locator('#curves canvas').count()) >= 3));
  });

  it('is back after a reload of the window, at the step where it was', async () => {
    const [run] = await runsIn(folder());
    const steps = await loggedSteps(run!);
    await runCommand(workbench.page, 'Developer: Reload Window');
    await inPage().locator('h1').waitFor({ state: 'detached' });
    await inPage().locator('h1', { hasText: 'watched · RR · seed 0' }).waitFor({ timeout: 60_000 });
    await eventually(async () => assert.equal(await cursorStep(), steps[1]));
  });

  it('stops the training by its button', async () => {
    await hasStatus((await runsIn(folder()))[0]!.folder, ['running']);
    await inPage().getByRole('button', { name: 'Stop training' }).click();
    await hasStatus((await runsIn(folder()))[0]!.folder, ['stopped']);
    await inPage().locator('.status.stopped').waitFor();
    await inPage().getByRole('button', { name: 'Resume training' }).waitFor();
  });

  it('is followed by the panel Layer SVD, and shows a vector of that large', async () => {
    const { page } = workbench;
    await openContainer(page, 'Racecar');
    await treeItems(page, 'Layers').filter({ hasText: 'hidden' }).click();
    const panel = await webviewWith(page, '.layer-head');
    await panel.getByRole('option').first().waitFor();
    const dashboard = await webviewWith(page, '.cursor-step');
    await dashboard.locator('.cursor-slider').click();
    await page.keyboard.press('Home');
    await panel.locator('.subject-step', { hasText: /^step 0$/ }).waitFor();
    await panel.getByRole('option').nth(1).click();
    const name = (await panel.getByRole('option').nth(1).innerText()).split(' ')[0]!;
    await dashboard.locator('#vectors [aria-selected="true"]', { hasText: name }).waitFor();
  });

  it('shows what a clicked singular value stands for, and what of all the training data lies along it', async () => {
    const dashboard = await webviewWith(workbench.page, '.cursor-step');
    const spectrum = dashboard.locator('#vectors canvas.spectrum-canvas');
    await spectrum.scrollIntoViewIfNeeded();
    const { width, height } = (await spectrum.boundingBox())!;
    const values = Number(await spectrum.getAttribute('aria-valuemax'));
    const number = 5;
    await spectrum.click({ position: { x: ((number - 0.5) * width) / values, y: height / 2 } });
    const direction = dashboard.locator('#vectors .direction');
    await direction.locator('dd', { hasText: `σ ${number} of ${values}: ` }).waitFor();
    assert.equal(await direction.locator('.direction-pictures canvas').count(), 2, 'u and v');
    assert.match(await direction.locator('.direction-facts').innerText(), /data energy\s+[\d.]+ %/);
    await direction.getByRole('heading', { name: 'Nearest of all 100 training samples' }).waitFor();
    const alike = await direction.locator('.direction-alike').allInnerTexts();
    const cosineOf = (text: string) => Number(/cos (\S+)/.exec(text)![1]!.replace('−', '-'));
    const nearest = alike.filter((text) => /sample \d+/.test(text)).map(cosineOf);
    assert.ok(nearest.length >= 2);
    const sizes = nearest.map(Math.abs);
    assert.deepEqual(
      sizes,
      [...sizes].sort((a, b) => b - a),
      'the nearest comes first',
    );
    const means = alike.filter((text) => /^class/.test(text) && /of \d+/.test(text));
    assert.equal(means.length, 2, 'a mean for each of the two classes');
    assert.ok(means.map(cosineOf).every((cosine) => Math.abs(cosine) <= sizes[0]! + 0.005));
  });

  it('breaks no rule of its Content Security Policy', () => {
    assert.deepEqual(problems, []);
  });
});
