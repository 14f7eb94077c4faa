/**
 * Compiles the AssemblyScript kernels of the SVD. `import bytes from './assembly/kernels.wasm'` stands for them; the
 * plugins below, one for esbuild and one for vitest, put the compiled bytes in its place.
 */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const sources = path.join(root, 'src', 'diagnostics', 'svd', 'kernels', 'assembly');
const cache = path.join(root, 'node_modules', '.cache', 'racecar-kernels');
const IMPORT = /\/assembly\/kernels\.wasm$/;

const OPTIONS = [
  ...['--runtime', 'stub', '--importMemory', '--noAssert', '--use', 'abort=', '--enable', 'simd'],
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge'],
];

/** The bytes of the WebAssembly module; compiled anew only when a source, an option or the compiler changed. */
export async function compileKernels() {
  const names = (await readdir(sources)).filter((name) => name.endsWith('.ts')).sort();
  const texts = await Promise.all(names.map((name) => readFile(path.join(sources, name), 'utf8')));
  const { version } = JSON.parse(
    await readFile(path.join(root, 'node_modules', 'assemblyscript', 'package.json'), 'utf8'),
  );
  const key = createHash('sha256')
    .update(JSON.stringify([version, OPTIONS, names, texts]))
    .digest('hex');
  const file = path.join(cache, `${key}.wasm`);
  try {
    return await readFile(file);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const bytes = await compile(names, texts);
  await mkdir(cache, { recursive: true });
  // Several processes may do this at once; each moves a whole file into place.
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, bytes);
  await rename(temporary, file);
  return bytes;
}

async function compile(names, texts) {
  // Loaded only where it is needed: it brings a compiler of 10 MB.
  const { default: asc } = await import('assemblyscript/asc');
  let bytes;
  const { error, stderr } = await asc.main([...names, '--outFile', 'kernels.wasm', ...OPTIONS], {
    readFile: (name) => texts[names.indexOf(name)] ?? null,
    writeFile: (name, contents) => {
      if (name === 'kernels.wasm') bytes = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || bytes === undefined) {
    throw new Error(`the kernels of the SVD do not compile\n${stderr.toString()}`, { cause: error });
  }
  return Buffer.from(bytes);
}

/** The bytes as a module of JavaScript. */
async function kernelsModule() {
  const text = (await compileKernels()).toString('base64');
  return `export default Uint8Array.from(atob('${text}'), (character) => character.charCodeAt(0));`;
}

/** @type {import('esbuild').Plugin} */
export const kernelsForEsbuild = {
  name: 'svd-kernels',
  setup(build) {
    build.onResolve({ filter: IMPORT }, () => ({ path: 'kernels.wasm', namespace: 'svd-kernels' }));
    build.onLoad({ filter: /.*/, namespace: 'svd-kernels' }, async () => ({
      contents: await kernelsModule(),
    }));
  },
};

/** @returns {import('vitest/config').Plugin} */
export function kernelsForVitest() {
  const id = '\0svd-kernels';
  return {
    name: 'svd-kernels',
    enforce: 'pre',
    resolveId: (source) => (IMPORT.test(source) ? id : undefined),
    async load(loaded) {
      if (loaded !== id) return undefined;
      return kernelsModule();
    },
  };
}
