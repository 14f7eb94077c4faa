import type { EngineName } from '../../../src/engines/engine';
import { ENGINE_NAMES } from '../../../src/engines/engine';
import { PROVIDER_NAMES } from '../../../src/engines/onnx/providers';
import { TENSORFLOW_NAMES } from '../../../src/engines/tensorflow/packages';

/** Whether vitest runs with --mode tensorflow. */
declare const TENSORFLOW_TESTS: boolean;
export const TESTS_TENSORFLOW = TENSORFLOW_TESTS;

/**
 * The engines that tests run on: those that every machine has, or under `npm run test:tensorflow` that one. Those on a
 * GPU have tests of their own.
 */
export const TESTED_ENGINES: readonly EngineName[] = TENSORFLOW_TESTS
  ? ['tensorflow']
  : ENGINE_NAMES.filter((name) => ![...TENSORFLOW_NAMES, ...PROVIDER_NAMES].some((each) => each === name));
