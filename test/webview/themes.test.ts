import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './support/barriers';
import { DashboardBrowser } from './support/dashboardPage';
import { FolderHost } from './support/folderHost';
import type { ThemeName } from './support/themes';
import { THEMES } from './support/themes';
import { loggedUpTo, WrittenRun } from './support/writtenRun';

let browser: DashboardBrowser;
beforeAll(async () => {
  browser = await DashboardBrowser.start();
});
afterAll(() => browser.stop());

const host = () => new FolderHost(new WrittenRun().log(...loggedUpTo(1000)).directory);

/** The colours of the pixels of a chart, as #rrggbb, the commonest first. */
async function coloursOf(page: Page, chart: string): Promise<string[]> {
  return page.locator(`#chart-${chart} canvas`).evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map<string, number>();
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3]! < 250) continue;
      const colour = `#${[0, 1, 2].map((c) => data[i + c]!.toString(16).padStart(2, '0')).join('')}`;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
  });
}

describe.each(Object.keys(THEMES) as ThemeName[])('in the theme %s', (theme) => {
  it('the page keeps nobody out, its charts, tables and menus included', async () => {
    const dashboard = await browser.open(host(), { theme });
    const { page } = dashboard;
    await page.locator('#chart-losses canvas').waitFor();
    await page.locator('#chart-accuracy').getByRole('button', { name: 'Show as a table' }).click();
    await page.getByRole('button', { name: 'Export Losses' }).click();
    expect(await barriers(page)).toEqual([]);
    expect(dashboard.problems).toEqual([]);
    await dashboard.close();
  });

  it('the curves have its colours, also when it is chosen later', async () => {
    const dashboard = await browser.open(host(), { theme: theme === 'dark' ? 'light' : 'dark' });
    const { page } = dashboard;
    await page.locator('#chart-losses canvas').waitFor();
    await dashboard.setTheme(theme);
    const { foreground, 'charts-purple': purple, 'charts-green': green } = THEMES[theme].variables;
    await expect
      .poll(async () => (await coloursOf(page, 'losses')).slice(0, 40))
      .toEqual(expect.arrayContaining([foreground, purple, green]));
    await dashboard.close();
  });
});
