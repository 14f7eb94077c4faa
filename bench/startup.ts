import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { median } from './statistics';

/** Times the first step of `racecar train` is waited for. */
const REPEATS = 3;
const POLL_MS = 2;

export interface StartUp {
  readonly engine: string;
  /** From the command to the first line of metrics.jsonl, the median. */
  readonly seconds?: number;
  readonly failure?: string;
}

/** How long `racecar train` on the peak example takes to its first logged step. */
export async function measureStartUp(root: string, engine: string): Promise<StartUp> {
  const seconds: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const result = await startOnce(root, engine);
    if (typeof result === 'string') return { engine, failure: result };
    seconds.push(result);
  }
  return { engine, seconds: median(seconds) };
}

/** The seconds, or why it failed. */
async function startOnce(root: string, engine: string): Promise<number | string> {
  const runs = await mkdtemp(path.join(os.tmpdir(), 'racecar-bench-runs-'));
  const from = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...[
        path.join(root, 'dist', 'cli.js'),
        'train',
        path.join(root, 'examples', 'peak', 'peak.racecar.json'),
      ],
      ...['--engine', engine, '--runs', runs, '--set', 'training.epochs=30'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (text: Buffer) => (log += text.toString()));
  const exit = once(child, 'exit');
  try {
    while (child.exitCode === null) {
      if (await hasLoggedStep(runs)) return (performance.now() - from) / 1000;
      await setTimeout(POLL_MS);
    }
    // It may have ended between two looks.
    return child.exitCode === 0
      ? (performance.now() - from) / 1000
      : (log.trim().split('\n')[0] ?? 'it failed');
  } finally {
    await exit;
    await rm(runs, { recursive: true, force: true });
  }
}

async function hasLoggedStep(runs: string): Promise<boolean> {
  for (const run of await readdir(runs)) {
    const metrics = await stat(path.join(runs, run, 'metrics.jsonl')).catch(() => undefined);
    if (metrics !== undefined && metrics.size > 0) return true;
  }
  return false;
}
