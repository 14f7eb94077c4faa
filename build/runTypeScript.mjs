/**
 * Runs a TypeScript program of this repository, in the repository's root:
 *
 *     node build/runTypeScript.mjs build/try.ts --port 8000
 */
import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [program, ...programArguments] = process.argv.slice(2);
if (program === undefined) throw new Error('usage: PROGRAM.ts [ARGUMENT…]');

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
// Inside the repository, so that the program finds its packages.
await mkdir('.vscode-test/programs', { recursive: true });
const folder = await mkdtemp('.vscode-test/programs/');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const outfile = path.join(folder, `${path.basename(program, '.ts')}.mjs`);
try {
  await build({
    entryPoints: [program],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  process.argv = [process.execPath, program, ...programArguments];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(outfile).href);
} catch (error) {
  if (error?.name !== 'UserError') throw error;
  process.stderr.write(`${[error.message, error.hint].filter(Boolean).join('\n')}\n`);
  process.exitCode = 1;
}
