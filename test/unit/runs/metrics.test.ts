import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MetricsLine } from '../../../src/runs/metrics';
import { MetricsWriter, readMetrics } from '../../../src/runs/metrics';
import { temporaryFolder } from '../data/temporaryFolder';

const folder = temporaryFolder();

function line(step: number, loss = 1): MetricsLine {
  return { step, epoch: step, seconds: 0, loss, taskLoss: loss, penalties: {}, learningRate: 1, layers: {} };
}

async function write(file: string, ...lines: MetricsLine[]): Promise<void> {
  const writer = await MetricsWriter.open(file);
  for (const each of lines) await writer.append(each);
  await writer.close();
}

describe('metrics.jsonl', () => {
  it('is read as it was written, also by a reader that comes while it is being written', async () => {
    const file = path.join(folder, 'growing.jsonl');
    const writer = await MetricsWriter.open(file);
    await writer.append(line(0));
    expect(await readMetrics(file)).toEqual([line(0)]);
    await writer.append(line(5, 0.5));
    expect(await readMetrics(file)).toEqual([line(0), line(5, 0.5)]);
    await writer.close();
  });

  it('is empty before it exists', async () => {
    expect(await readMetrics(path.join(folder, 'none', 'metrics.jsonl'))).toEqual([]);
  });

  it('counts the last line of a step, in the order of the steps', async () => {
    const file = path.join(folder, 'resumed.jsonl');
    await write(file, line(0), line(2), line(4, 1), line(6, 1));
    await write(file, line(4, 2), line(5, 2), line(6, 2));
    expect(await readMetrics(file)).toEqual([line(0), line(2), line(4, 2), line(5, 2), line(6, 2)]);
  });

  it('is read without its last line wherever that was torn', async () => {
    const file = path.join(folder, 'torn.jsonl');
    const text = `${JSON.stringify({ ...line(1), layers: { a: { norm: 1 }, b: { norm: 2 } } })}\n`;
    for (let length = 1; length < text.length - 1; length++) {
      writeFileSync(file, `${JSON.stringify(line(0))}\n${text.slice(0, length)}`);
      expect(await readMetrics(file), `torn after ${length} characters`).toEqual([line(0)]);
    }
  });

  it('is read without lines that are something else', async () => {
    const file = path.join(folder, 'other.jsonl');
    const others = [{ layers: { a: null } }, { layers: null }, { penalties: 1 }, { step: 0.5 }];
    const texts = [line(0), ...others.map((change) => ({ ...line(1), ...change })), line(2)];
    writeFileSync(file, texts.map((each) => `${JSON.stringify(each)}\n`).join(''));
    expect(await readMetrics(file)).toEqual([line(0), line(2)]);
  });

  it('goes on in a line of its own after a torn one', async () => {
    const file = path.join(folder, 'mended.jsonl');
    await write(file, line(0));
    appendFileSync(file, '{"step":1,"loss":');
    await write(file, line(1));
    expect(await readMetrics(file)).toEqual([line(0), line(1)]);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(4);
  });

  it('keeps numbers that are not finite as null', async () => {
    const file = path.join(folder, 'infinite.jsonl');
    await write(file, line(0, Infinity));
    expect(await readMetrics(file)).toEqual([{ ...line(0), loss: null, taskLoss: null }]);
  });
});
