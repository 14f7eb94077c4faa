import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { isMissingFile } from './fileErrors';
import type { MetricsLine } from './metrics';
import { parseMetricsLine } from './metrics';

/** Bytes read at once. */
const CHUNK = 1 << 20;

/** How `MetricsWriter` begins a line. */
const STEP = /^\{"step":(\d+),/;
const STEP_BYTES = 32;

/**
 * The line of one step in metrics.jsonl; of several, after a crash and a resume, the last. It is looked for from the end,
 * so that of a large file no more is read than what was logged since then. Undefined where the training that went on
 * has not logged that step, or there is no file.
 */
export async function readMetricsOfStep(file: string, step: number): Promise<MetricsLine | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
  try {
    for await (const line of linesFromEnd(handle)) {
      const found = Number(STEP.exec(line.toString('latin1', 0, STEP_BYTES))?.[1]);
      if (found < step) return undefined;
      // A torn line has the step too, and no more than that.
      const parsed = found === step ? parseMetricsLine(line.toString('utf8')) : undefined;
      if (parsed !== undefined) return parsed;
    }
    return undefined;
  } finally {
    await handle.close();
  }
}

/** The lines of a file without their ends, the last first. */
async function* linesFromEnd(handle: FileHandle): AsyncGenerator<Buffer> {
  let { size: start } = await handle.stat();
  // The end of a line that begins in what has not been read yet.
  let rest = Buffer.alloc(0);
  while (start > 0) {
    const length = Math.min(CHUNK, start);
    start -= length;
    const chunk = Buffer.alloc(length);
    await handle.read(chunk, 0, length, start);
    const bytes = Buffer.concat([chunk, rest]);
    let end = bytes.length;
    for (let at = bytes.lastIndexOf('\n'); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf('\n', at - 1)) {
      yield bytes.subarray(at + 1, end);
      end = at;
    }
    rest = Buffer.from(bytes.subarray(0, end));
  }
  yield rest;
}
