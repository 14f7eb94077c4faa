import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../runCommand';
import { thirdPartyNotices } from './notices';
import { isNeededNativeFile, nativeFolder, type Target } from './targets';

/** Keys of package.json that an installed extension has no use for: what it needs is in its bundles. */
const DEVELOPMENT_KEYS = [
  'private',
  'bin',
  'scripts',
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
];

/**
 * Lays out in `folder` what a package for `target` is made of: a build, the files that .vscodeignore names and
 * onnxruntime.
 *
 * onnxruntime goes to dist/node_modules, where the bundles in dist/ find it as in a checkout, and which the packager does
 * not take for the extension's own node_modules.
 */
export async function stage(folder: string, target: Target): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await runCommand(process.execPath, ['build/bundle.mjs'], {
    env: { ...process.env, RACECAR_DIST: path.resolve(folder, 'dist') },
  });
  const names = await shippedNames();
  for (const name of await readdir('.')) {
    if (name === 'dist' || !names.has(name)) continue;
    await cp(name, path.join(folder, name), { recursive: true, filter: isNoRun });
  }
  await cp('.vscodeignore', path.join(folder, '.vscodeignore'));
  await writeFile(path.join(folder, 'package.json'), await shippedManifest());
  await writeFile(path.join(folder, 'README.md'), await withImagesInside('README.md'));
  await writeFile(path.join(folder, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices());
  const native = nativeFolder(target);
  if (native !== undefined) await copyOnnxruntime(path.join(folder, 'dist', 'node_modules'), native);
}

/** The files and folders of the repository's root that .vscodeignore lets into the package. */
async function shippedNames(): Promise<Set<string>> {
  const lines = (await readFile('.vscodeignore', 'utf8')).split('\n');
  return new Set(lines.flatMap((line) => /^!([^/]+)/.exec(line)?.[1] ?? []));
}

/** Whoever tries an example leaves its runs beside it. */
function isNoRun(file: string): boolean {
  return path.basename(file) !== '.racecar';
}

async function shippedManifest(): Promise<string> {
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as Record<string, unknown>;
  const shipped = Object.entries(manifest).filter(([key]) => !DEVELOPMENT_KEYS.includes(key));
  return `${JSON.stringify(Object.fromEntries(shipped), undefined, 2)}\n`;
}

/** A Markdown file with its pictures as data URLs: VS Code shows an extension's README without the files beside it. */
async function withImagesInside(file: string): Promise<string> {
  let text = await readFile(file, 'utf8');
  for (const [whole, alternative, source] of text.matchAll(/!\[([^\]]*)\]\(([^):]+\.png)\)/g)) {
    const base64 = await readFile(source!, 'base64');
    text = text.replace(whole, () => `![${alternative}](data:image/png;base64,${base64})`);
  }
  return text;
}

/** Copies what running onnxruntime-node takes: its JavaScript, onnxruntime-common's and one platform's native files. */
async function copyOnnxruntime(modules: string, native: string): Promise<void> {
  const isCode = (name: string) => /\.(js|json)$/.test(name);
  await copyFiles('onnxruntime-node', modules, '.', (name) => name === 'package.json');
  await copyFiles('onnxruntime-node', modules, 'dist', isCode);
  await copyFiles('onnxruntime-node', modules, native, isNeededNativeFile);
  await copyFiles('onnxruntime-common', modules, '.', (name) => name === 'package.json');
  await copyFiles('onnxruntime-common', modules, 'dist/cjs', isCode);
}

async function copyFiles(
  packageName: string,
  modules: string,
  folder: string,
  isNeeded: (name: string) => boolean,
): Promise<void> {
  const from = path.join('node_modules', packageName, folder);
  const to = path.join(modules, packageName, folder);
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.isFile() && isNeeded(entry.name))
      await cp(path.join(from, entry.name), path.join(to, entry.name));
  }
}
