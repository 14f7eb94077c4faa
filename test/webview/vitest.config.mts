import { defineConfig } from 'vitest/config';

/** Tests of the built pages in a real browser; two files at a time, each with a browser of its own beside it. */
export default defineConfig({
  define: { RACECAR_VERSION: JSON.stringify('test') },
  test: {
    include: ['test/webview/**/*.test.ts'],
    // Generous, since a machine may be busy with much else; what waits for something gives up before.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    // A browser on a busy machine may lose a race that is not the page's; the report names what was run again.
    retry: 1,
    expect: { poll: { timeout: 30_000 } },
  },
});
