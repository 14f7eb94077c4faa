import { mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../../../build/vscode/browser';
import { type ServerOptions, startServer, type VSCodeServer } from '../../../build/vscode/server';
import { keepFailure } from '../runner/failures';
import { pageHost } from './pageHost';
import type { Workspace } from './workspaces';

export interface WorkbenchOptions extends Pick<ServerOptions, 'settings' | 'keybindings' | 'asksForTrust'> {
  /** Fresh for every workbench. */
  readonly workspace: Workspace;
}

/** A VS Code of its own, open in a browser. */
export interface Workbench {
  readonly page: Page;
  readonly browser: BrowserContext;
  readonly server: VSCodeServer;
  /** The workspace's folder. */
  readonly folder: string;
}

const LOAD_TIMEOUT_MS = 60_000;

/**
 * Opens a workbench before the tests of the enclosing `describe` and closes it after them. When one fails, a screenshot
 * and the logs are kept. The properties are there in tests and hooks.
 */
export function useWorkbench(options: WorkbenchOptions): Workbench {
  const workbench: { -readonly [Key in keyof Workbench]?: Workbench[Key] } = {};
  before(async () => {
    await mkdir(pageHost().folder, { recursive: true });
    const folder = await mkdtemp(path.join(pageHost().folder, 'w-'));
    workbench.folder = path.join(folder, 'workspace');
    await mkdir(workbench.folder);
    await options.workspace(workbench.folder);
    workbench.server = await startServer({
      ...options,
      release: pageHost().release,
      extensionsFolder: pageHost().extensionsFolder,
      dataFolder: path.join(folder, 'data'),
    });
    workbench.browser = await openBrowser(path.join(folder, 'chromium'));
    workbench.page = workbench.browser.pages()[0]!;
    await workbench.page.goto(workbench.server.address(workbench.folder));
    await isReady(workbench.page);
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    const label = `${pageHost().release.name} ${this.currentTest.fullTitle()}`;
    await keepFailure(pageHost().failuresFolder, label, workbench.browser!, workbench.server!);
  });
  after(async () => {
    await workbench.browser?.close();
    await workbench.server?.stop();
  });
  return workbench as Workbench;
}

/** Reloads the window as its user would, and waits until it can be used again. */
export async function reloadWindow({ page }: Workbench): Promise<void> {
  await page.reload();
  await isReady(page);
}

/** Extensions may still be on their way: what waits for one asks for it with patience. */
async function isReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: LOAD_TIMEOUT_MS });
  await page.locator('.part.sidebar .pane').first().waitFor({ timeout: LOAD_TIMEOUT_MS });
}
