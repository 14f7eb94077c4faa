import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContext } from 'playwright-core';
import type { VSCodeServer } from '../../../build/vscode/server';

const FAILURES = path.join('.vscode-test', 'failures');
const KEPT_RUNS = 5;

/** The folder for the failures of a run of the tests that begins now. Those of a few earlier runs are kept. */
export async function newFailuresFolder(): Promise<string> {
  await mkdir(FAILURES, { recursive: true });
  const earlier = (await readdir(FAILURES)).sort().reverse();
  for (const name of earlier.slice(KEPT_RUNS - 1)) {
    await rm(path.join(FAILURES, name), { recursive: true, force: true });
  }
  return path.join(FAILURES, new Date().toISOString().replace(/[:.]/g, '-'));
}

/** Keeps a screenshot, the server's log and VS Code's own logs of a window in which a test failed. */
export async function keepFailure(
  failures: string,
  label: string,
  browser: BrowserContext,
  server: VSCodeServer,
): Promise<void> {
  const folder = path.join(failures, label.replace(/[^\w.-]+/g, '-').slice(0, 100));
  await mkdir(folder, { recursive: true });
  for (const [index, page] of browser.pages().entries()) {
    await page.screenshot({ path: path.join(folder, `page-${index}.png`) });
  }
  await cp(server.logFile, path.join(folder, 'server.log'));
  const logs = path.join(path.dirname(server.logFile), 'data', 'logs');
  await cp(logs, path.join(folder, 'logs'), { recursive: true });
  process.stdout.write(`     Screenshot and logs: ${folder}\n`);
}
