import { open } from 'node:fs/promises';
import { isMissingFile } from './fileErrors';
import type { MetricsLine } from './metrics';
import { parseMetricsLine } from './metrics';

/** How much of the end of metrics.jsonl is read: several lines, also of a network of many layers. */
const TAIL_BYTES = 32 * 1024;

/** The newest that a training logged. */
export interface LatestMetrics {
  readonly step: number;
  readonly loss: number | null;
  readonly taskLoss: number | null;
  /** Of the last line that has it. */
  readonly testAccuracy?: number;
  readonly trainAccuracy?: number;
}

/** Reads the newest values of a run that is going on, however long it has been; undefined before the first. */
export async function readLatestMetrics(file: string): Promise<LatestMetrics | undefined> {
  const lines = (await readTail(file))
    .split('\n')
    .map(parseMetricsLine)
    .filter((line) => line !== undefined);
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  const testAccuracy = lastOf(lines, 'testAccuracy');
  const trainAccuracy = lastOf(lines, 'trainAccuracy');
  return {
    step: last.step,
    loss: last.loss,
    taskLoss: last.taskLoss,
    ...(testAccuracy === undefined ? {} : { testAccuracy }),
    ...(trainAccuracy === undefined ? {} : { trainAccuracy }),
  };
}

function lastOf(lines: readonly MetricsLine[], key: 'testAccuracy' | 'trainAccuracy'): number | undefined {
  return lines.findLast((line) => line[key] !== undefined)?.[key];
}

/** The end of a file; its first line is usually torn. Empty when there is no file. */
async function readTail(file: string): Promise<string> {
  let handle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (isMissingFile(error)) return '';
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
