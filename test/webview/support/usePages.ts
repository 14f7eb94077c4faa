import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { DashboardPage, FakeHost, OpenOptions } from './dashboardPage';
import { DashboardBrowser } from './dashboardPage';

/** A browser for the tests of a file. Pages are closed after each test, in which nothing may have gone wrong. */
export function usePages(): {
  /** Opens a page and waits for nothing. */
  open(host: FakeHost, options?: OpenOptions): Promise<DashboardPage>;
  /** A page without anything in it, which the test closes. */
  blankPage(): Promise<Page>;
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
  return {
    async open(host, options = {}) {
      const page = await browser.open(host, options);
      opened.push(page);
      return page;
    },
    blankPage: () => browser.blankPage(),
  };
}
