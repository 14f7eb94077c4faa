import { createRequire } from 'node:module';
import path from 'node:path';
import type { PackageFolder } from './folders';
import type { TensorflowName } from './packages';
import { TENSORFLOW_PACKAGES } from './packages';

/** An installed package. */
export interface FoundPackage {
  readonly folder: string;
  readonly version: string;
}

/** Looks for an engine's package in folders, the first that has it. It may be there and yet not load. */
export function findTensorflow(
  name: TensorflowName,
  { folders }: { readonly folders: readonly PackageFolder[] },
): FoundPackage | undefined {
  for (const candidate of folders.flatMap((each) => candidates(TENSORFLOW_PACKAGES[name], each))) {
    const version = versionIn(candidate, TENSORFLOW_PACKAGES[name]);
    if (version !== undefined) return { folder: candidate, version };
  }
  return undefined;
}

function candidates(packageName: string, { folder, above }: PackageFolder): string[] {
  const inside = path.join(folder, 'node_modules', packageName);
  if (above !== true) return [inside, path.join(folder, packageName), folder];
  const parent = path.dirname(folder);
  return parent === folder
    ? [inside]
    : [inside, ...candidates(packageName, { folder: parent, what: '', above })];
}

/** The version of a package in a folder, if the folder holds that package. */
function versionIn(folder: string, packageName: string): string | undefined {
  try {
    const content: unknown = createRequire(path.join(folder, 'package.json'))('./package.json');
    const { name, version } = content as { name?: unknown; version?: unknown };
    return name === packageName ? String(version) : undefined;
  } catch {
    // No package.json, or one that is not JSON: nothing that could be loaded.
    return undefined;
  }
}
