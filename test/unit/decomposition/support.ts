import { build } from 'esbuild';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll } from 'vitest';
import { kernelsForEsbuild } from '../../../build/kernels.mjs';
import type { Decompositions } from '../../../src/decomposition/decompositions';
import { exactSvd } from '../../../src/diagnostics/svd/exactSvd';
import { packedProduct } from '../../../src/diagnostics/svd/products/packedProduct';
import { withSmallProducts } from '../../../src/diagnostics/svd/products/smallProduct';
import { topDirections } from '../../../src/diagnostics/svd/topDirections';

/** The thread's program, bundled for the tests of one file; within node_modules, where it finds native packages. */
export async function bundledThread(): Promise<string> {
  const folder = path.resolve('node_modules', '.cache', `racecar-svd-${process.pid}-${Date.now()}`);
  const outfile = path.join(folder, 'svd-worker.js');
  afterAll(() => rm(folder, { recursive: true, force: true }));
  await build({
    entryPoints: ['src/decomposition/decompositionWorker.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['onnxruntime-node'],
    plugins: [kernelsForEsbuild],
    logLevel: 'warning',
  });
  return outfile;
}

/** The service without a thread, a queue or a cache, for tests of those who use it. */
export function decompositionsInProcess(): Decompositions {
  const product = withSmallProducts(packedProduct());
  const exact: Decompositions['progressiveSvd'] = async ({ values, rows, columns }, options = {}) => {
    options.signal?.throwIfAborted();
    return exactSvd(values, rows, columns, options.vectors ?? true, product, (progress) => {
      options.signal?.throwIfAborted();
      options.onProgress?.(progress);
    });
  };
  return {
    svd: (matrix, options) => exact(matrix, options),
    singularValues: async (matrix, options) => (await exact(matrix, { ...options, vectors: false })).s,
    approximateTop: ({ values, rows, columns }, count, options) =>
      topDirections(values, rows, columns, count, product, options?.onProgress),
    progressiveSvd: exact,
    close: () => Promise.resolve(),
  };
}
