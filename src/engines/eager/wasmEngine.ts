import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-wasm';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { engine, ready, setBackend } from '@tensorflow/tfjs-core';
import { UserError, messageOf } from '../../config/userError';
import type { Engine } from '../engine';
import { EagerSession } from './eagerSession';
import { patchWasmKernels } from './wasmKernels';

let opening: Promise<void> | undefined;

/**
 * XNNPACK compiled to WebAssembly with SIMD, on one thread: the threaded build does not run in Node.
 *
 * @param folder that holds the backend's .wasm files
 */
export async function openWasmEngine(folder: string): Promise<Engine> {
  opening ??= start(folder);
  await opening;
  return {
    name: 'wasm',
    device: 'CPU (WebAssembly SIMD, 1 thread)',
    open: async (state) => new EagerSession(state, 'wasm'),
  };
}

async function start(folder: string): Promise<void> {
  setWasmPaths(`${folder.replace(/[\\/]$/, '')}/`);
  setThreadsCount(1);
  try {
    if (!(await setBackend('wasm')) || engine().backendName !== 'wasm')
      throw new Error('it did not initialise');
    await ready();
  } catch (error) {
    opening = undefined;
    throw new UserError(`the engine wasm does not start: ${messageOf(error)}`, {
      hint: `Its .wasm files are expected in ${folder}; npm run build puts them there.`,
      kind: 'run',
      cause: error,
    });
  }
  patchWasmKernels();
}
