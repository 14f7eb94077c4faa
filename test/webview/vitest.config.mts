import { defineConfig } from 'vitest/config';

/** Tests of the built pages in a real browser; two files at a time, each with a browser of its own beside it. */
export default defineConfig({
  define: { RACECAR_VERSION: JSON.stringify('test') },
  test: {
    include: ['test/webview/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    expect: { poll: { timeout: 10_000 } },
  },
});
