import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../runCommand';
import { stage } from './stage';
import type { Target } from './targets';
import { type ZipEntry, zipEntries } from './zipEntries';

export interface Package {
  readonly file: string;
  readonly entries: readonly ZipEntry[];
  /** What the packager finds fault with. */
  readonly warnings: readonly string[];
}

/** The name of a package as VS Code's own tools give it: racecar-linux-x64-0.1.0.vsix. */
export async function packageName(target: Target): Promise<string> {
  const { name, version } = JSON.parse(await readFile('package.json', 'utf8')) as {
    name: string;
    version: string;
  };
  return [name, ...(target === 'universal' ? [] : [target]), version].join('-') + '.vsix';
}

/**
 * Builds the extension and packs it for a platform.
 * @param file the .vsix to write
 * @throws when the build or the packager fails, with what it said
 */
export async function pack(target: Target, file: string): Promise<Package> {
  const folder = path.resolve('.vscode-test', 'stage', `${target}-${process.pid}`);
  try {
    await stage(folder, target);
    await mkdir(path.dirname(file), { recursive: true });
    const warnings = await packFolder(folder, target, path.resolve(file));
    return { file, entries: zipEntries(await readFile(file)), warnings };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function packFolder(folder: string, target: Target, file: string): Promise<string[]> {
  const packager = path.resolve('node_modules/@vscode/vsce/vsce');
  const output = await runCommand(
    process.execPath,
    [
      packager,
      'package',
      '--no-dependencies',
      '--no-rewrite-relative-links',
      '--allow-missing-repository',
      ...(target === 'universal' ? [] : ['--target', target]),
      ...['--out', file],
    ],
    { cwd: folder },
  );
  return output.split('\n').filter((line) => /\bWARNING\b/.test(line));
}
