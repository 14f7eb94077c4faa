import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PAGE_HOST_VARIABLE, type PageHost } from '../support/pageHost';
import { bundleSuites } from './bundle';
import { PLAN_VARIABLE, type Plan } from './plan';
import { readEvents, report, type Results } from './results';
import type { TestHost } from './runWindow';

/** Runs page suites in a process of their own, one after the other. */
export async function runPages(
  host: TestHost,
  pages: readonly string[],
  folder: string,
  bundles: string,
): Promise<Results> {
  await mkdir(folder, { recursive: true });
  const { suites, runner } = await bundleSuites(pages, bundles);
  const plan: Plan = { suites, grep: host.grep, results: path.join(folder, 'results.jsonl') };
  const planFile = path.join(folder, 'plan.json');
  await writeFile(planFile, JSON.stringify(plan));
  const { release, extensionsFolder, failuresFolder } = host;
  const pageHost: PageHost = { release, extensionsFolder, failuresFolder, folder };
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', '--eval', `require(${JSON.stringify(runner)}).run()`],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        [PLAN_VARIABLE]: planFile,
        [PAGE_HOST_VARIABLE]: JSON.stringify(pageHost),
      },
    },
  );
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  const problem = code === 0 ? undefined : `the process of the tests ended with ${signal ?? code}`;
  return report(`${release.name} page`, await readEvents(plan.results), problem);
}
