/** Bundles the product into dist/: the command, and the worker that computes SVDs beside a training. */
import { build } from 'esbuild';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');
const require = createRequire(import.meta.url);

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const version = JSON.parse(
  await (await import('node:fs/promises')).readFile(path.join(root, 'package.json'), 'utf8'),
).version;

await build({
  absWorkingDir: root,
  entryPoints: { cli: 'src/cli/main.ts', 'svd-worker': 'src/trainer/svdWorker.ts' },
  outdir: dist,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Without the ES modules jsonc-parser does not load and tfjs-core has no gradients.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  sourcemap: false,
  define: { RACECAR_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
});

const wasmFolder = path.join(
  path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')),
  'dist',
);
for (const file of [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
]) {
  await copyFile(path.join(wasmFolder, file), path.join(dist, file));
}
