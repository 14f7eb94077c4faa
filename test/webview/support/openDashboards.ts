import type { Page } from 'playwright-core';
import type { DashboardPage, OpenOptions } from './dashboardPage';
import { FolderHost } from './folderHost';
import { usePages } from './usePages';

export interface OpenedDashboard {
  readonly host: FolderHost;
  readonly dashboard: DashboardPage;
  readonly page: Page;
}

/** A browser for the tests of a file, in which dashboards are opened. */
export function useDashboards(): {
  /** Opens the dashboard of a run and waits for its heading. */
  open(run: { readonly directory: string }, options?: OpenOptions): Promise<OpenedDashboard>;
  /** Opens a page and waits for nothing. */
  openHost(host: FolderHost, options?: OpenOptions): Promise<DashboardPage>;
} {
  const pages = usePages();
  return {
    openHost: (host, options) => pages.open(host, options),
    async open(run, options) {
      const host = new FolderHost(run.directory);
      const dashboard = await pages.open(host, options);
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
