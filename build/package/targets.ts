/**
 * The platforms a package is made for, by VS Code's names, and onnxruntime's native files for each. `universal` goes
 * wherever none of the others fits; without native files training runs on the wasm engine.
 */
export const TARGETS = [
  'linux-x64',
  'linux-arm64',
  'win32-x64',
  'win32-arm64',
  'darwin-arm64',
  'darwin-x64',
  'universal',
] as const;

export type Target = (typeof TARGETS)[number];

/** Platforms for which onnxruntime-node has no binary. */
const WITHOUT_NATIVE: readonly Target[] = ['darwin-x64', 'universal'];

/** The folder of a target's native files inside onnxruntime-node, or undefined where it has none. */
export function nativeFolder(target: Target): string | undefined {
  return WITHOUT_NATIVE.includes(target) ? undefined : `bin/napi-v6/${target.replace('-', '/')}`;
}

/**
 * Whether a file of that folder is needed. On macOS the library is there twice, since npm keeps no links; the binding
 * loads the one without the full version in its name.
 */
export function isNeededNativeFile(name: string): boolean {
  return !/^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(name);
}

/** The target of this machine. */
export function currentTarget(platform: string = process.platform, architecture = process.arch): Target {
  return TARGETS.find((target) => target === `${platform}-${architecture}`) ?? 'universal';
}
