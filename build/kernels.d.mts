import type { Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin } from 'vitest/config';

/** The bytes of the WebAssembly module of the SVD's kernels. */
export function compileKernels(): Promise<Buffer>;

export const kernelsForEsbuild: EsbuildPlugin;

export function kernelsForVitest(): Plugin;
