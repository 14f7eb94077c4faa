import { version_core } from '@tensorflow/tfjs-core';
import path from 'node:path';
import type { PackageFolder } from '../../../src/engines/tensorflow/folders';
import type { TensorflowName } from '../../../src/engines/tensorflow/packages';
import { TENSORFLOW_PACKAGES } from '../../../src/engines/tensorflow/packages';
import { write } from '../data/temporaryFolder';

/** What a package that loads would say: its code. */
export function working({ gpu = false, core = version_core } = {}): string {
  return `
    module.exports = {
      version: { 'tfjs-core': ${JSON.stringify(core)} },
      backend: () => ({ binding: { TF_Version: '2.9.1' }, isUsingGpuDevice: ${gpu} }),
      scalar: () => ({ add: () => ({ dataSync: () => [2] }) }),
    };`;
}

/** Writes a package into a folder's node_modules, and returns the package's folder. */
export function install(
  folder: string,
  name: TensorflowName,
  { code = working(), version = version_core } = {},
): string {
  const packageFolder = path.join('node_modules', TENSORFLOW_PACKAGES[name]);
  write(
    folder,
    path.join(packageFolder, 'package.json'),
    JSON.stringify({ name: TENSORFLOW_PACKAGES[name], version, main: 'index.js' }),
  );
  write(folder, path.join(packageFolder, 'index.js'), code);
  return path.join(folder, packageFolder);
}

/** A folder to look for packages in. */
export function place(folder: string): PackageFolder {
  return { folder, what: 'the folder' };
}
