/**
 * `node build/runTypeScript.mjs bench/activationWindows.ts WINDOWS`: packs the extension, installs it in the newest VS
 * Code and activates it in that many windows, one after the other. Prints a MeasuredActivation.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import type { BrowserContext } from 'playwright-core';
import { pack } from '../build/package/pack';
import { currentTarget } from '../build/package/targets';
import { openBrowser } from '../build/vscode/browser';
import { installRelease } from '../build/vscode/install';
import { NEWEST } from '../build/vscode/releases';
import { installExtension, startServer, type VSCodeServer } from '../build/vscode/server';
import { ACTIVATION_FILE, type ActivationTimes, type MeasuredActivation } from './activation';

const WINDOW_TIMEOUT_S = 120;

const count = Number(process.argv[2]);
const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
const folder = await mkdtemp(path.join(os.tmpdir(), 'racecar-activation-'));
try {
  const measured = await measure(folder, count);
  process.stdout.write(`${JSON.stringify(measured)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function measure(folder: string, windows: number): Promise<MeasuredActivation> {
  const vsix = path.join(folder, 'racecar.vsix');
  const extensionsFolder = path.join(folder, 'extensions');
  const probe = path.join(folder, 'probe.cjs');
  const [release] = await Promise.all([
    installRelease(NEWEST, say),
    pack(currentTarget(), vsix),
    build({
      entryPoints: ['bench/activationProbe.ts'],
      outfile: probe,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      logLevel: 'warning',
    }),
  ]);
  await installExtension(release, extensionsFolder, vsix);
  const dataFolder = path.join(folder, 'data');
  const server = await startServer({ release, dataFolder, extensionsFolder, runsTests: true });
  let browser: BrowserContext | undefined;
  try {
    browser = await openBrowser(path.join(folder, 'chromium'));
    const times: ActivationTimes[] = [];
    for (let index = 0; index < windows; index++) {
      const workspace = path.join(folder, `workspace-${index}`);
      await mkdir(workspace);
      times.push(await activateIn(browser, server, workspace, probe));
    }
    return { vscode: release.name, windows: times };
  } finally {
    await browser?.close();
    await server.stop();
  }
}

/** Opens a window, whose extension host is a new process, and lets the probe measure in it. */
async function activateIn(
  browser: BrowserContext,
  server: VSCodeServer,
  workspace: string,
  probe: string,
): Promise<ActivationTimes> {
  const page = await browser.newPage();
  const exitCode = new Promise<number>((resolve) => {
    void page.exposeFunction('codeAutomationExit', resolve);
  });
  const said: string[] = [];
  await page.exposeFunction('codeAutomationLog', (_type: string, words: unknown[]) =>
    said.push(words.join(' ')),
  );
  const remote = (file: string): string => `vscode-remote://${server.host}${path.resolve(file)}`;
  const payload = [
    ['extensionDevelopmentPath', remote('test/host/driver')],
    ['extensionTestsPath', remote(probe)],
  ];
  await page.goto(server.address(workspace, { payload: JSON.stringify(payload) }));
  const waiting = new AbortController();
  const tooLate = delay(WINDOW_TIMEOUT_S * 1000, undefined, { signal: waiting.signal }).catch(
    () => undefined,
  );
  const code = await Promise.race([exitCode, tooLate]);
  waiting.abort();
  await page.close();
  if (code !== 0) {
    const what = code === undefined ? `not at its end after ${WINDOW_TIMEOUT_S} s` : `exit code ${code}`;
    throw new Error(`The activation was not measured: ${what}\n${said.slice(-10).join('\n')}`);
  }
  return JSON.parse(await readFile(path.join(workspace, ACTIVATION_FILE), 'utf8')) as ActivationTimes;
}
