/**
 * `npm run test:electron [-- NAME…] [--grep TEXT] [--vsix FILE]`: the windows' tests of test:host in desktop VS Codes, the
 * oldest and the newest, which are downloaded. Where the host of the downloads cannot be reached it says so and is done.
 */
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  runTests,
} from '@vscode/test-electron';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pack } from '../../build/package/pack';
import { currentTarget } from '../../build/package/targets';
import { runCommand } from '../../build/runCommand';
import { OLDEST } from '../../build/vscode/releases';
import { bundleSuites } from './runner/bundle';
import { PLAN_VARIABLE, type Plan } from './runner/plan';
import { NOTHING, readEvents, report, sum, type Results } from './runner/results';
import { findWindows, type TestWindow } from './runner/suites';

const DOWNLOADS = 'https://update.code.visualstudio.com/api/releases/stable';
const VERSIONS = [`${OLDEST.name}.0`, 'stable'];

const { values, positionals } = parseArgs({
  options: { grep: { type: 'string' }, vsix: { type: 'string' } },
  allowPositionals: true,
});
const say = (text: string) => process.stderr.write(`${text}\n`);

const unreachable = await reasonUnreachable();
if (unreachable !== undefined) {
  say(
    `Skipped: VS Code cannot be downloaded here (${unreachable}). npm run test:host runs these tests in a server.`,
  );
} else {
  process.exitCode = (await testVersions()) ? 0 : 1;
}

/** Why the host of the downloads does not answer; undefined when it does, whatever it answers. */
async function reasonUnreachable(): Promise<string | undefined> {
  try {
    await fetch(DOWNLOADS, { method: 'HEAD' });
    return undefined;
  } catch (error) {
    const cause = (error as Error).cause;
    return cause instanceof Error ? cause.message : String(error);
  }
}

async function testVersions(): Promise<boolean> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'racecar-host-'));
  await mkdir('.vscode-test', { recursive: true });
  const bundles = await mkdtemp(path.join('.vscode-test', 'bundles-'));
  let results = NOTHING;
  try {
    const vsix = values.vsix ?? (await packed(path.join(folder, 'racecar.vsix')));
    for (const version of VERSIONS) {
      const program = await downloadAndUnzipVSCode(version);
      const extensions = path.join(folder, version, 'extensions');
      await installExtension(program, extensions, vsix);
      for (const window of await findWindows(positionals)) {
        const place = path.join(folder, version, window.name);
        const found = await runWindow(
          version,
          program,
          extensions,
          window,
          place,
          path.join(bundles, version),
        );
        results = sum(results, found);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    await rm(bundles, { recursive: true, force: true });
  }
  say(`${results.passed} passed, ${results.failed} failed, ${results.skipped} skipped`);
  return results.failed === 0 && results.passed > 0;
}

async function packed(file: string): Promise<string> {
  say('Packing Racecar …');
  await pack(currentTarget(), file);
  return file;
}

async function installExtension(program: string, extensions: string, vsix: string): Promise<void> {
  const [cli, ...words] = resolveCliArgsFromVSCodeExecutablePath(program);
  const where = ['--extensions-dir', extensions, '--user-data-dir', `${extensions}-install`];
  await runCommand(cli!, [...words, ...where, '--install-extension', path.resolve(vsix)]);
}

async function runWindow(
  version: string,
  program: string,
  extensions: string,
  window: TestWindow,
  folder: string,
  bundles: string,
): Promise<Results> {
  const workspace = path.join(folder, 'workspace');
  await mkdir(workspace, { recursive: true });
  await window.options.workspace(workspace);
  const userSettings = path.join(folder, 'data', 'User');
  await mkdir(userSettings, { recursive: true });
  await writeFile(path.join(userSettings, 'settings.json'), JSON.stringify(window.options.settings ?? {}));
  const { suites, runner } = await bundleSuites(window.suites, path.join(bundles, window.name));
  const plan: Plan = { suites, grep: values.grep, results: path.join(folder, 'results.jsonl') };
  await writeFile(path.join(folder, 'plan.json'), JSON.stringify(plan));
  const problem = await runTests({
    vscodeExecutablePath: program,
    extensionDevelopmentPath: path.resolve('test/host/driver'),
    extensionTestsPath: runner,
    extensionTestsEnv: { [PLAN_VARIABLE]: path.join(folder, 'plan.json') },
    launchArgs: [
      workspace,
      ...['--extensions-dir', extensions, '--user-data-dir', path.join(folder, 'data')],
      '--disable-workspace-trust',
      '--disable-gpu',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  }).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return report(`${version} ${window.name}`, await readEvents(plan.results), problem);
}
