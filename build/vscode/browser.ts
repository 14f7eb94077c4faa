import { chromium, type BrowserContext } from 'playwright-core';
import { CHROMIUM_SWITCHES, ensureChromium } from '../chromium.mjs';

/** For what is waited for in a page; VS Code takes its time on a busy machine. */
const TIMEOUT_MS = 60_000;

/** A headless Chromium with a new profile in `folder`. */
export async function openBrowser(folder: string): Promise<BrowserContext> {
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: ensureChromium(),
    headless: true,
    viewport: { width: 1400, height: 900 },
    args: CHROMIUM_SWITCHES,
  });
  browser.setDefaultTimeout(TIMEOUT_MS);
  return browser;
}
