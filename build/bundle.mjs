/** Builds the product into dist/: the command, the training process and its threads, and the JSON Schema of a config. */
import { build, transform } from 'esbuild';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Buffer } from 'node:buffer';
import { fileURLToPath } from 'node:url';
import { kernelsForEsbuild } from './kernels.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
// Another place than dist/, so that two builds at once do not meet.
const dist = process.env.RACECAR_DIST ?? path.join(root, 'dist');
const require = createRequire(import.meta.url);

/**
 * Lets all modules of a bundle share one import of `vscode`. esbuild copies the hundreds of names of a CommonJS module
 * for each module that imports it, which was a quarter of the time that the extension takes to load.
 *
 * @type {import('esbuild').Plugin}
 */
const vscodeOnce = {
  name: 'vscode once',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'once'
        ? { path: 'vscode', external: true }
        : { path: 'vscode', namespace: 'once', sideEffects: false },
    );
    onLoad({ filter: /.*/, namespace: 'once' }, () => ({ contents: `export * from 'vscode';` }));
  },
};

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

await buildSplit({
  entryPoints: {
    cli: 'src/cli/main.ts',
    trainer: 'src/trainer/trainerMain.ts',
    'trainer-watchdog': 'src/trainer/trainerWatchdog.ts',
    'svd-worker': 'src/decomposition/decompositionWorker.ts',
    inspector: 'src/inspection/inspectorMain.ts',
    samples: 'src/inspection/samples/samplesMain.ts',
  },
  chunkNames: 'part-[hash]',
  // A native library, which finds its own files; and what tfjs-core takes in place of the fetch that Node has by now.
  external: ['onnxruntime-node', 'node-fetch'],
  plugins: [kernelsForEsbuild],
  minifySyntax: true,
});
// VS Code loads it into the process that all extensions share: nothing in it but what the host needs, and that small.
// What is seldom needed, or not at the start, is in parts of its own.
await buildSplit({
  entryPoints: { extension: 'src/extension/extension.ts' },
  chunkNames: 'extension-[hash]',
  external: ['vscode'],
  plugins: [vscodeOnce],
  minify: true,
});
await writeSchemas();
await copyWasm();
await buildPages();

/**
 * Builds programs that share their code in parts, each of which is loaded when it is first needed: parsing all of it
 * would take longer than many a command. The parts lie beside the programs, so that __dirname is dist/ in all of them.
 *
 * esbuild splits ES modules alone. They become CommonJS here, which Node loads faster.
 *
 * @param {import('esbuild').BuildOptions} options
 */
async function buildSplit(options) {
  const { outputFiles } = await build({
    ...common,
    ...options,
    outdir: dist,
    format: 'esm',
    splitting: true,
    write: false,
  });
  for (const { path: file, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: common.target,
      minify: options.minify === true,
      // import() of CommonJS would have Node read it twice: once to find its names.
      supported: { 'dynamic-import': false },
    });
    await writeFile(file, code, { mode: code.startsWith('#!') ? 0o755 : 0o644 });
  }
}

/** The webviews' pages, which run in the editor's Chromium: a script and a stylesheet each. */
async function buildPages() {
  await build({
    absWorkingDir: root,
    entryPoints: {
      dashboard: 'webview/dashboard/main.tsx',
      report: 'webview/report/main.tsx',
      layers: 'webview/layers/main.tsx',
      checkpoint: 'webview/checkpoint/main.tsx',
      compare: 'webview/compare/main.tsx',
      'compare-report': 'webview/compare/reportMain.tsx',
    },
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
