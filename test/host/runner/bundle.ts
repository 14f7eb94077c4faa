import { build } from 'esbuild';
import path from 'node:path';

/**
 * Bundles suites, each with what it imports, and the function that runs them.
 * @param folder inside the repository, where the bundles find mocha
 */
export async function bundleSuites(
  suites: readonly string[],
  folder: string,
): Promise<{ suites: string[]; runner: string }> {
  await build({
    entryPoints: [
      ...suites.map((suite, index) => ({ in: suite, out: `${index}-${path.basename(suite, '.ts')}` })),
      { in: 'test/host/runner/runSuites.ts', out: 'run' },
    ],
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha', 'playwright-core'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return {
    suites: suites.map((suite, index) => path.resolve(folder, `${index}-${path.basename(suite, '.ts')}.cjs`)),
    runner: path.resolve(folder, 'run.cjs'),
  };
}
