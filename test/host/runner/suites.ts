import { build } from 'esbuild';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { WindowOptions } from './window';

const WINDOWS = 'test/host/windows';
const PAGES = 'test/host/pages';

/** Suites that run in the extension host of one window. */
export interface TestWindow {
  readonly name: string;
  readonly suites: readonly string[];
  readonly options: WindowOptions;
}

/** The windows, a folder each: its suites (*.host.ts) and window.ts. */
export async function findWindows(filters: readonly string[]): Promise<TestWindow[]> {
  const names = await readdir(WINDOWS);
  const windows = names.sort().map(async (name) => {
    const folder = path.join(WINDOWS, name);
    const suites = (await filesIn(folder)).filter((file) => file.endsWith('.host.ts'));
    return { name, suites, options: await importDefault<WindowOptions>(path.join(folder, 'window.ts')) };
  });
  return (await Promise.all(windows)).filter(({ name }) => isWanted(name, filters));
}

/** The suites that drive VS Code's page from outside. */
export async function findPages(filters: readonly string[]): Promise<string[]> {
  return (await filesIn(PAGES))
    .filter((file) => file.endsWith('.page.ts'))
    .filter((file) => isWanted(path.basename(file, '.page.ts'), filters));
}

function isWanted(name: string, filters: readonly string[]): boolean {
  return filters.length === 0 || filters.some((filter) => name.includes(filter));
}

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort().map((name) => path.join(folder, name));
}

async function importDefault<T>(file: string): Promise<T> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  const code = Buffer.from(outputFiles[0]!.contents).toString('base64');
  return ((await import(`data:text/javascript;base64,${code}`)) as { default: T }).default;
}
