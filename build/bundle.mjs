/** Builds the product into dist/: the command, the thread that computes SVDs, and the JSON Schema of a config. */
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Buffer } from 'node:buffer';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
// Another place than dist/, so that two builds at once do not meet.
const dist = process.env.RACECAR_DIST ?? path.join(root, 'dist');
const require = createRequire(import.meta.url);

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Without the ES modules jsonc-parser does not load and tfjs-core has no gradients.
  mainFields: ['module', 'main'],
  define: { RACECAR_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
};

await build({
  ...common,
  entryPoints: { cli: 'src/cli/main.ts', 'svd-worker': 'src/trainer/svdWorker.ts' },
  outdir: dist,
  // A native library, which finds its own files.
  external: ['onnxruntime-node'],
  format: 'cjs',
  minifySyntax: true,
});
await writeSchema();
await copyWasm();

/** The JSON Schema of a config, from the same source as its validation. */
async function writeSchema() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['src/config/schema.ts'],
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { configJsonSchema } = await import(`data:text/javascript;base64,${code}`);
  await writeFile(
    path.join(dist, 'racecar.schema.json'),
    `${JSON.stringify(configJsonSchema(), undefined, 1)}\n`,
  );
}

async function copyWasm() {
  const folder = path.join(
    path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')),
    'dist',
  );
  for (const file of [
    'tfjs-backend-wasm.wasm',
    'tfjs-backend-wasm-simd.wasm',
    'tfjs-backend-wasm-threaded-simd.wasm',
  ]) {
    await copyFile(path.join(folder, file), path.join(dist, file));
  }
}
