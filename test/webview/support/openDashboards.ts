import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { DashboardPage, OpenOptions } from './dashboardPage';
import { DashboardBrowser } from './dashboardPage';
import { FolderHost } from './folderHost';

export interface OpenedDashboard {
  readonly host: FolderHost;
  readonly dashboard: DashboardPage;
  readonly page: Page;
}

/** A browser for the tests of a file. Pages are closed after each test, in which nothing may have gone wrong. */
export function useDashboards(): {
  /** Opens the dashboard of a run and waits for its heading. */
  open(run: { readonly directory: string }, options?: OpenOptions): Promise<OpenedDashboard>;
  /** Opens a page and waits for nothing. */
  openHost(host: FolderHost, options?: OpenOptions): Promise<DashboardPage>;
} {
  let browser: DashboardBrowser;
  const opened: DashboardPage[] = [];
  beforeAll(async () => {
    browser = await DashboardBrowser.start();
  });
  afterAll(() => browser.stop());
  afterEach(async () => {
    const problems = opened.flatMap((page) => page.problems);
    for (const page of opened.splice(0)) await page.close();
    expect(problems).toEqual([]);
  });
  const openHost = async (host: FolderHost, options: OpenOptions = {}): Promise<DashboardPage> => {
    const dashboard = await browser.open(host, options);
    opened.push(dashboard);
    return dashboard;
  };
  return {
    openHost,
    async open(run, options) {
      const host = new FolderHost(run.directory);
      const dashboard = await openHost(host, options);
      await dashboard.page.locator('h1').waitFor();
      return { host, dashboard, page: dashboard.page };
    },
  };
}

export const cursorStep = (page: Page) => page.locator('.cursor-step').innerText();

/** What a line's legend says at the cursor. */
export const legendValue = (page: Page, chart: string, label: string) =>
  page
    .locator(`#chart-${chart} .legend button`, { has: page.getByText(label, { exact: true }) })
    .locator('.legend-value')
    .innerText();

/** Middle of a chart's drawing area at a share of its width. */
export async function pointOn(page: Page, chart: string, share: number) {
  const box = (await page.locator(`#chart-${chart} .u-over`).boundingBox())!;
  return { x: box.x + box.width * share, y: box.y + box.height / 2 };
}
