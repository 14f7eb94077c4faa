import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { kernelsForVitest } from './build/kernels.mjs';

export default defineConfig(({ mode }) => ({
  define: {
    RACECAR_VERSION: JSON.stringify('test'),
    // npm run test:reference repeats the paper's experiments with three seeds.
    REFERENCE_SEEDS: mode === 'reference' ? 3 : 1,
    // npm run test:tensorflow runs the engines' tests on the engine tensorflow.
    TENSORFLOW_TESTS: mode === 'tensorflow',
  },
  plugins: [kernelsForVitest()],
  test: {
    include: ['test/unit/**/*.test.ts'],
    // Many tests wait for processes: two at a time keep even two cores busy, where one less than the cores is the rule.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Training runs take tens of seconds on two slow cores.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // What waits for a process or a disk gives up before, and not too early on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    setupFiles: [
      'test/unit/support/quietTensorflow.ts',
      ...(mode === 'tensorflow' ? ['test/unit/support/tensorflowOrSkip.ts'] : []),
    ],
    // The CommonJS entry of tfjs-core has no gradients registered, so the ES modules are used, as in the bundles.
    server: { deps: { inline: [/@tensorflow\//] } },
  },
  resolve: { mainFields: ['module', 'main'] },
}));
