import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import { openBrowser } from '../../../build/vscode/browser';
import type { InstalledRelease } from '../../../build/vscode/install';
import { startServer, type VSCodeServer } from '../../../build/vscode/server';
import { bundleSuites } from './bundle';
import { keepFailure } from './failures';
import { PLAN_VARIABLE, type Plan } from './plan';
import { readEvents, report, type Results } from './results';
import type { TestWindow } from './suites';

/** A release with the package installed. */
export interface TestHost {
  readonly release: InstalledRelease;
  readonly extensionsFolder: string;
  readonly grep?: string | undefined;
  /** Keeps what explains failures. */
  readonly failuresFolder: string;
}

const WINDOW_TIMEOUT_S = 600;

/**
 * Runs a window's suites in its extension host.
 * @param folder an empty one for what the window needs
 * @param bundles an empty one inside the repository
 */
export async function runWindow(
  host: TestHost,
  window: TestWindow,
  folder: string,
  bundles: string,
): Promise<Results> {
  const workspace = path.join(folder, 'workspace');
  await mkdir(workspace, { recursive: true });
  await window.options.workspace(workspace);
  const { suites, runner } = await bundleSuites(window.suites, bundles);
  const plan: Plan = { suites, grep: host.grep, results: path.join(folder, 'results.jsonl') };
  const planFile = path.join(folder, 'plan.json');
  await writeFile(planFile, JSON.stringify(plan));

  const server = await startServer({
    release: host.release,
    dataFolder: path.join(folder, 'data'),
    extensionsFolder: host.extensionsFolder,
    runsTests: true,
    ...(window.options.settings === undefined ? {} : { settings: window.options.settings }),
    environment: { [PLAN_VARIABLE]: planFile },
  });
  const label = `${host.release.name} ${window.name}`;
  let browser: BrowserContext | undefined;
  try {
    browser = await openBrowser(path.join(folder, 'chromium'));
    const problem = await runInPage(browser, server, workspace, runner);
    const results = report(label, await readEvents(plan.results), problem);
    if (results.failed > 0) await keepFailure(host.failuresFolder, label, browser, server);
    return results;
  } finally {
    await browser?.close();
    await server.stop();
  }
}

/** Opens the page that runs `runner` in the extension host. Returns why it did not come to its end, or nothing. */
async function runInPage(
  browser: BrowserContext,
  server: VSCodeServer,
  workspace: string,
  runner: string,
): Promise<string | undefined> {
  const page = browser.pages()[0]!;
  const exit = new Promise<undefined>((resolve) => {
    void page.exposeFunction('codeAutomationExit', () => resolve(undefined));
  });
  await page.exposeFunction('codeAutomationLog', (type: string, words: unknown[]) => {
    if (process.env['RACECAR_HOST_VERBOSE']) process.stderr.write(`[${type}] ${words.join(' ')}\n`);
  });
  const remote = (file: string) => `vscode-remote://${server.host}${path.resolve(file)}`;
  const payload = [
    ['extensionDevelopmentPath', remote('test/host/driver')],
    ['extensionTestsPath', remote(runner)],
  ];
  await page.goto(server.address(workspace, { payload: JSON.stringify(payload) }));
  const waiting = new AbortController();
  const tooLong = delay(WINDOW_TIMEOUT_S * 1000, `no end after ${WINDOW_TIMEOUT_S} s`, {
    signal: waiting.signal,
  }).catch(() => undefined);
  const problem = await Promise.race([
    exit,
    tooLong,
    server.stopped.then(() => 'the server of VS Code ended by itself'),
  ]);
  waiting.abort();
  return problem;
}
