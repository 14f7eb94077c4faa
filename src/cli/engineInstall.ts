import { spawn } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../config/userError';
import type { EngineEnvironment } from '../engines/choose';
import { openEngine } from '../engines/choose';
import { explainInstalling } from '../engines/tensorflow/explain';
import { installFolder } from '../engines/tensorflow/folders';
import type { TensorflowName } from '../engines/tensorflow/packages';
import { TENSORFLOW_PACKAGES, WANTED_VERSION } from '../engines/tensorflow/packages';
import { missingLibraries } from '../engines/tensorflow/probe';
import { libraryProblem, platformProblem, requiredLibraries } from '../engines/tensorflow/requirements';
import { makeFolder } from '../runs/makeFolder';
import { formatDuration } from './table';

/** How often npm's silence is broken. */
const PULSE_MS = 5_000;

/**
 * Installs an engine's package into the user's own folder, with npm and what it says on stderr, and tries it.
 *
 * @throws UserError that tells why it cannot be, or was not, installed
 */
export async function installEngine(name: TensorflowName, environment: EngineEnvironment): Promise<void> {
  const wanted = `${TENSORFLOW_PACKAGES[name]}@${WANTED_VERSION}`;
  const platform = platformProblem(name, process);
  if (platform !== undefined)
    throw new UserError(`${name} cannot be installed: ${platform}`, { kind: 'run' });
  await warnOfLibraries(name);
  const folder = installFolder(name);
  // What was installed before stays until the new is there.
  const partial = `${folder}.partial`;
  const { code, output } = await npmInstall(wanted, partial);
  if (code !== 0) {
    await rm(partial, { recursive: true, force: true });
    const { reason, hint } = explainInstalling(output);
    throw new UserError(`${wanted} was not installed: ${reason}`, { hint, kind: 'run' });
  }
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  const { engine } = await openEngine(name, { ...environment, tensorflowFolder: folder });
  process.stderr.write(`${name} is ready: ${engine.device}, in ${folder}\n`);
}

/** They may be installed later, so that is no reason not to go on. */
async function warnOfLibraries(name: TensorflowName): Promise<void> {
  const missing = await missingLibraries(requiredLibraries(name, process.platform));
  const problem = libraryProblem(missing, process.platform);
  if (problem === undefined) return;
  process.stderr.write(`warning: ${name} will not start yet: ${problem.message}\n  ${problem.hint}\n`);
}

/** Runs npm in a folder that is a project of its own, so that nothing around it plays a part. */
async function npmInstall(wanted: string, folder: string): Promise<{ code: number | null; output: string }> {
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder);
  // npm from 11 on asks for this before it runs a package's install script, which does the downloads.
  const project = { private: true, allowScripts: { [wanted]: true } };
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(project)}\n`);
  process.stderr.write(`Installing ${wanted} with npm in ${folder}; it downloads some hundred megabytes.\n`);
  const started = performance.now();
  const pulse = setInterval(() => {
    process.stderr.write(`  … ${formatDuration((performance.now() - started) / 1000)}\n`);
  }, PULSE_MS);
  try {
    return await runNpm(
      // The install script must run, and be heard.
      [
        'install',
        '--ignore-scripts=false',
        '--foreground-scripts',
        '--global=false',
        '--no-audit',
        '--no-fund',
        wanted,
      ],
      folder,
    );
  } finally {
    clearInterval(pulse);
  }
}

function runNpm(args: readonly string[], folder: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    // On Windows npm is a script that only the shell starts; none of the arguments has a blank.
    const child = spawn('npm', [...args], {
      cwd: folder,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        process.stderr.write(text);
      });
    }
    child.on('error', (cause) =>
      reject(
        new UserError(`npm does not start: ${cause.message}`, {
          hint: 'npm comes with Node; it must be on the PATH.',
          kind: 'run',
          cause,
        }),
      ),
    );
    child.on('close', (code) => resolve({ code, output }));
  });
}
