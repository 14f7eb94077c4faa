import path from 'node:path';
import type { Page } from 'playwright-core';
import { CompareHost } from './compareHost';
import type { DashboardPage, OpenOptions } from './dashboardPage';
import { usePages } from './usePages';
import type { WrittenRun } from './writtenRun';

/** All of a page is in sight, so that all of it is drawn. */
export const TALL = { height: 3600 };

/** A browser for the tests of a file, in which comparisons are opened. */
export function useComparisons(): {
  /** Opens a comparison and waits until what was logged has come in. */
  open(
    host: CompareHost,
    options?: OpenOptions,
  ): Promise<{ readonly dashboard: DashboardPage; readonly page: Page }>;
  blankPage(): Promise<Page>;
} {
  const pages = usePages();
  return {
    blankPage: () => pages.blankPage(),
    async open(host, options) {
      const dashboard = await pages.open(host, options);
      const { page } = dashboard;
      await page.locator('h1').waitFor();
      // The head is there before what was logged has come in.
      await host.read;
      return { dashboard, page };
    },
  };
}

/** A written comparison of runs that lie together. */
export const written = (...runs: readonly WrittenRun[]): CompareHost =>
  new CompareHost([path.dirname(runs[0]!.directory)], { runs: runs.map(({ folder }) => folder.id) });

export const cell = (page: Page, row: string, column: number) =>
  page
    .locator('.runs-table tbody tr', { has: page.locator('.run-label', { hasText: row }) })
    .locator(VALUE_CELL)
    .nth(column);

/** A cell with a value: the pictures that come in beside the names later are no column. */
export const VALUE_CELL = 'td:has(.cell-value)';

/** Number of a column by its title, counted from the first with values; waits until there is one. */
export async function columnOf(page: Page, title: string): Promise<number> {
  const heads = page.locator('.runs-table thead th:has(.sort-button)');
  await heads.filter({ hasText: title }).first().waitFor();
  const titles = await heads.allInnerTexts();
  return titles.findIndex((text) => text.replace(/\s+/g, ' ').includes(title));
}
