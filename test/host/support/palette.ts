import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually';

const OFFER_TIMEOUT_MS = 60_000;
const LOOK_MS = 1000;
/** A key that was not heard by then was pressed before the workbench listens. */
const HEARD_MS = 5000;

const quickInput = (page: Page): Locator => page.locator('.quick-input-widget').filter({ visible: true });

/** The rows that a palette or a pick shows. */
export function quickInputRows(page: Page): Locator {
  return quickInput(page).locator('.monaco-list-row');
}

/** Opens the command palette and types `text` behind its prompt. */
export async function openPalette(page: Page, text: string): Promise<void> {
  const input = quickInput(page).locator('input');
  await eventually(async () => {
    await page.keyboard.press('F1');
    await input.waitFor({ timeout: HEARD_MS });
  });
  await input.fill(`>${text}`);
  await quickInputRows(page).first().waitFor();
}

export async function closePalette(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await quickInput(page).waitFor({ state: 'hidden' });
}

/** The titles of the commands that the palette finds for `text` at this moment. */
export async function commandsFound(page: Page, text: string): Promise<string[]> {
  await openPalette(page, text);
  const titles = await quickInputRows(page).locator('.label-name').allTextContents();
  await closePalette(page);
  return titles;
}

/**
 * Runs a command by its full title, "Racecar: Train with racecar". The palette does not follow what changes while it is
 * open (such as whether something runs that could be stopped), so it is opened anew until it offers the command.
 * @throws when it does not within a minute
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const deadline = Date.now() + OFFER_TIMEOUT_MS;
  for (;;) {
    await openPalette(page, title);
    const row = quickInputRows(page)
      .filter({ has: page.getByText(title, { exact: true }) })
      .first();
    const isOffered = await row.waitFor({ timeout: LOOK_MS }).then(
      () => true,
      () => false,
    );
    if (isOffered) return row.click();
    if (Date.now() > deadline) throw new Error(`The command palette does not offer "${title}".`);
    await closePalette(page);
  }
}

/** Chooses the row of an open pick that holds `text`. */
export async function pick(page: Page, text: string | RegExp): Promise<void> {
  await quickInputRows(page).filter({ hasText: text }).first().click();
}
