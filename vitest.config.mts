import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { RACECAR_VERSION: JSON.stringify('test') },
  test: {
    include: ['test/unit/**/*.test.ts'],
    // Training runs take tens of seconds on two slow cores.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The CommonJS entry of tfjs-core has no gradients registered, so the ES modules are used, as in the bundles.
    server: { deps: { inline: [/@tensorflow\//] } },
  },
  resolve: { mainFields: ['module', 'main'] },
});
