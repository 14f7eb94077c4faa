import { chromium, type BrowserContext } from 'playwright-core';
import { CHROMIUM_SWITCHES, ensureChromium } from '../chromium.mjs';

/** A headless Chromium with a new profile in `folder`. */
export async function openBrowser(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: ensureChromium(),
    headless: true,
    viewport: { width: 1400, height: 900 },
    args: CHROMIUM_SWITCHES,
  });
}
