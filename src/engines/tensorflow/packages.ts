import { version_core } from '@tensorflow/tfjs-core';

/** The engines that TensorFlow's own library carries, which the user adds: each is a package of npm. */
export const TENSORFLOW_PACKAGES = {
  tensorflow: '@tensorflow/tfjs-node',
  'tensorflow-gpu': '@tensorflow/tfjs-node-gpu',
} as const;

export type TensorflowName = keyof typeof TENSORFLOW_PACKAGES;

export const TENSORFLOW_NAMES = Object.keys(TENSORFLOW_PACKAGES) as TensorflowName[];

/**
 * The version of the packages that fits: the package's copy of tfjs-core and Racecar's own share one tfjs engine
 * and its registries, so they must be the same.
 */
export const WANTED_VERSION = version_core;

/** What to tell a user who lacks the package. */
export function howToGet(name: TensorflowName): string {
  return `get it with: racecar engines install ${name}`;
}
