import { enableProdMode, findBackendFactory } from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import util from 'node:util';
import { TENSORFLOW_VARIABLES } from './variables';

/** The name under which both packages register their backend. */
export const BACKEND = 'tensorflow';

type Registry = Map<string, unknown>;

/** The package whose backend this process has; there is room for one. */
let loadedFrom: string | undefined;

/**
 * Loads a package into this process.
 *
 * The package brings its own copy of tfjs-core. All copies in a process share one tfjs engine and its registries of
 * kernels and gradients, which is why Racecar's programs can run on the package's backend at all. But the copy that
 * comes later replaces what the earlier registered: its own gradients, and kernels of the cpu backend under the same
 * names. Those of Racecar's copy are put back, so that every engine computes what it would have without the package.
 *
 * @throws Error when another package was loaded before, or this one does not load
 */
export function loadPackage(folder: string): void {
  if (loadedFrom === folder) return;
  if (loadedFrom !== undefined) {
    throw new Error(`this process has loaded ${loadedFrom} already, and there is room for one`);
  }
  for (const [name, value] of Object.entries(TENSORFLOW_VARIABLES)) process.env[name] ??= value;
  restoreNodeFunctions();
  // Without it tfjs says of every kernel that it is registered already.
  enableProdMode();
  keepRegistrations(() => createRequire(path.join(folder, 'package.json'))(folder) as unknown);
  // The two copies of tfjs-core share an engine only while they agree on where it is kept.
  if (!findBackendFactory(BACKEND)) throw new Error("its backend does not show in Racecar's tfjs-core");
  loadedFrom = folder;
}

/** Functions that Node 23 removed and tfjs-node 4.22 calls. */
function restoreNodeFunctions(): void {
  const removed = util as { isNullOrUndefined?: (value: unknown) => boolean };
  removed.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

function keepRegistrations(load: () => unknown): void {
  const before = registries().map((registry) => [registry, new Map(registry)] as const);
  try {
    load();
  } finally {
    for (const [registry, entries] of before) for (const [key, value] of entries) registry.set(key, value);
  }
}

/** The maps that tfjs-core keeps for all its copies; its own functions add to them only one by one, with a warning. */
function registries(): Registry[] {
  const { _tfGlobals: globals } = globalThis as { _tfGlobals?: Map<string, Registry> };
  return ['kernelRegistry', 'gradRegistry'].flatMap((name) => globals?.get(name) ?? []);
}
