/** Builds the product into dist/: the command, the training process and its threads, and the JSON Schema of a config. */
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
  entryPoints: {
    cli: 'src/cli/main.ts',
    trainer: 'src/trainer/trainerMain.ts',
    'trainer-watchdog': 'src/trainer/trainerWatchdog.ts',
    'svd-worker': 'src/trainer/svdWorker.ts',
  },
  outdir: dist,
  // A native library, which finds its own files.
  external: ['onnxruntime-node'],
  format: 'cjs',
  minifySyntax: true,
});
// VS Code loads it into the process that all extensions share: nothing in it but what the host needs, and that small.
await build({
  ...common,
  entryPoints: { extension: 'src/extension/extension.ts' },
  outdir: dist,
  external: ['vscode'],
  format: 'cjs',
  minify: true,
});
await writeSchemas();
await copyWasm();
await buildPages();

/** The webviews' pages, which run in the editor's Chromium: a script and a stylesheet each. */
async function buildPages() {
  await build({
    absWorkingDir: root,
    entryPoints: { dashboard: 'webview/dashboard/main.tsx', report: 'webview/report/main.tsx' },
    outdir: path.join(dist, 'webview'),
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** The JSON Schemas of a config, one for validators and one for editors, from the same source as its validation. */
async function writeSchemas() {
  const { outputFiles } = await build({
    ...common,
    stdin: {
      contents: `export * from './src/config/schema';\nexport * from './src/config/editorSchema';`,
      resolveDir: root,
      loader: 'ts',
    },
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { configJsonSchema, editorJsonSchema } = await import(`data:text/javascript;base64,${code}`);
  const write = (name, schema) =>
    writeFile(path.join(dist, name), `${JSON.stringify(schema, undefined, 1)}\n`);
  await write('racecar.schema.json', configJsonSchema());
  await write('racecar.editor.schema.json', editorJsonSchema());
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
