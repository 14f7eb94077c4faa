import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from './eventually';

/** The notifications that are shown. */
export function notifications(page: Page): Locator {
  return page.locator('.notifications-toasts .notification-list-item');
}

/** The modal dialog that is shown. */
export function dialog(page: Page): Locator {
  return page.locator('.monaco-dialog-box');
}

export async function pressDialogButton(page: Page, label: string | RegExp): Promise<void> {
  await dialog(page).locator('.monaco-button').filter({ hasText: label }).click();
}

/** Shows an activity bar container by its title. */
export async function openContainer(page: Page, title: string): Promise<void> {
  const tab = page.locator('.part.activitybar .action-item[role="tab"]', { has: page.getByLabel(title) });
  const isShown = (await tab.getAttribute('aria-selected')) === 'true';
  if (!isShown) await tab.click();
}

/** The rows of a tree view in the side bar; a row's accessible name is its aria-label. */
export function treeItems(page: Page, view: string): Locator {
  return page
    .locator('.part.sidebar .pane', { has: page.locator('.pane-header', { hasText: view }) })
    .locator('.monaco-list-row');
}

/** The items of the status bar that hold `text`. */
export function statusItems(page: Page, text: string | RegExp): Locator {
  return page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
}

/** What is inside the webview that is shown in the editors; those of views in the side bar are others. */
export function webview(page: Page): FrameLocator {
  return page
    .frameLocator('iframe.webview.ready:not([src*="purpose=webviewView"])')
    .frameLocator('iframe#active-frame');
}

/** What is inside the webview that holds `selector`, where several are shown: a panel beside an editor. */
export async function webviewWith(page: Page, selector: string): Promise<Frame> {
  return eventually(async () => {
    for (const frame of page.frames()) {
      // A frame that is thrown away while it is asked holds nothing.
      const count = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (count > 0) return frame;
    }
    throw new Error(`No webview holds ${selector}.`);
  });
}
