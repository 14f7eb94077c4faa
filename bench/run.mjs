/** `npm run bench`: bundles the benchmark and runs it. */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
// Within node_modules, so that the bundles find packages with native code.
const folder = path.join(root, 'node_modules', '.cache', `racecar-bench-${process.pid}`);

await build({
  absWorkingDir: root,
  entryPoints: { main: 'bench/main.ts', engine: 'bench/engineContestant.ts' },
  outdir: folder,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['onnxruntime-node', 'playwright-core'],
  define: { RACECAR_VERSION: JSON.stringify('bench') },
  logLevel: 'warning',
});
await build({
  absWorkingDir: root,
  entryPoints: { page: 'bench/dashboardPage/main.ts', comparePage: 'bench/comparePage/main.ts' },
  outdir: folder,
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  logLevel: 'warning',
});
const { status } = spawnSync(
  process.execPath,
  [path.join(folder, 'main.js'), root, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
await rm(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
