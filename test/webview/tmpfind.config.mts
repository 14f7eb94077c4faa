import { defineConfig } from 'vitest/config';

/** Tests of the built pages in a real browser; one at a time, as they share the machine with it. */
export default defineConfig({
  define: { RACECAR_VERSION: JSON.stringify('test') },
  test: {
    include: ['{test/webview/report,dist-findings2/shot}.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    expect: { poll: { timeout: 10_000 } },
  },
});
