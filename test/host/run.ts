/**
 * `npm run test:host [-- NAME…] [--vscode VERSION] [--grep TEXT] [--vsix FILE]`: packages Racecar, installs the package in
 * real VS Code servers and runs the tests of windows (in the extension host) and pages (from outside, in the browser)
 * whose names hold a NAME.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from '../../build/chromium.mjs';
import { pack } from '../../build/package/pack';
import { currentTarget } from '../../build/package/targets';
import { installRelease } from '../../build/vscode/install';
import { releasesNamed } from '../../build/vscode/releases';
import { installExtension } from '../../build/vscode/server';
import { newFailuresFolder } from './runner/failures';
import { NOTHING, sum } from './runner/results';
import { runPages } from './runner/runPages';
import { runWindow } from './runner/runWindow';
import { findPages, findWindows } from './runner/suites';

const { values, positionals } = parseArgs({
  options: { vscode: { type: 'string' }, grep: { type: 'string' }, vsix: { type: 'string' } },
  allowPositionals: true,
});

const releases = releasesNamed(values.vscode);
const windows = await findWindows(positionals);
const pages = await findPages(positionals);
const began = Date.now();
const say = (text: string) => process.stderr.write(`${text}\n`);

await mkdir('.vscode-test', { recursive: true });
// Short, since sockets lie in it, whose paths may have about 100 characters.
const folder = await mkdtemp(path.join(os.tmpdir(), 'racecar-host-'));
const bundles = await mkdtemp(path.join('.vscode-test', 'bundles-'));
const failuresFolder = await newFailuresFolder();
let results = NOTHING;
try {
  ensureChromium();
  const [vsix, ...installed] = await Promise.all([
    values.vsix ?? packed(path.join(folder, 'racecar.vsix')),
    ...releases.map((release) => installRelease(release, say)),
  ]);
  for (const release of installed) {
    const place = (name: string) => path.join(folder, release.name, name);
    say(`VS Code ${release.name}: installing the package …`);
    await installExtension(release, place('extensions'), vsix);
    const host = { release, extensionsFolder: place('extensions'), grep: values.grep, failuresFolder };
    const bundle = (name: string) => path.join(bundles, release.name, name);
    for (const window of windows) {
      const found = await runWindow(host, window, place(window.name), bundle(window.name));
      results = sum(results, found);
    }
    if (pages.length > 0) {
      results = sum(results, await runPages(host, pages, place('pages'), bundle('pages')));
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  await rm(bundles, { recursive: true, force: true });
}
const seconds = ((Date.now() - began) / 1000).toFixed(0);
say(`${results.passed} passed, ${results.failed} failed, ${results.skipped} skipped in ${seconds} s`);
if (results.passed + results.failed === 0) say('No test was run: does a name or --grep match nothing?');
process.exitCode = results.failed === 0 && results.passed > 0 ? 0 : 1;

async function packed(file: string): Promise<string> {
  say('Packing Racecar …');
  const { warnings } = await pack(currentTarget(), file);
  for (const warning of warnings) say(warning);
  return file;
}
