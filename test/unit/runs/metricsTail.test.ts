import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MetricsLine } from '../../../src/runs/metrics';
import { MetricsTail } from '../../../src/runs/metricsTail';
import { temporaryFolder } from '../data/temporaryFolder';

const folder = temporaryFolder();

function text(step: number, loss = 1): string {
  const line = {
    step,
    epoch: step,
    seconds: 0,
    loss,
    taskLoss: loss,
    penalties: {},
    learningRate: 1,
    layers: {},
  };
  return `${JSON.stringify(line)}\n`;
}

async function read(tail: MetricsTail): Promise<{ restarted: boolean; steps: number[] }> {
  const lines: MetricsLine[] = [];
  let restarted = false;
  for await (const chunk of tail.read()) {
    restarted ||= chunk.restarted;
    lines.push(...chunk.lines);
  }
  return { restarted, steps: lines.map(({ step }) => step) };
}

describe('the tail of metrics.jsonl', () => {
  it('gives each line once, as the file grows', async () => {
    const file = path.join(folder, 'growing.jsonl');
    const tail = new MetricsTail(file);
    expect(await read(tail)).toEqual({ restarted: false, steps: [] });
    writeFileSync(file, text(0) + text(10));
    expect(await read(tail)).toEqual({ restarted: false, steps: [0, 10] });
    expect(await read(tail)).toEqual({ restarted: false, steps: [] });
    appendFileSync(file, text(20));
    expect(await read(tail)).toEqual({ restarted: false, steps: [20] });
  });

  it('waits for the end of a line, wherever a write stopped, also inside of a character', async () => {
    const whole = Buffer.from(text(1).replace('"epoch"', '"é":0,"epoch"'));
    for (let cut = 1; cut < whole.length; cut++) {
      const file = path.join(folder, `cut${cut}.jsonl`);
      const tail = new MetricsTail(file);
      writeFileSync(file, whole.subarray(0, cut));
      expect((await read(tail)).steps).toEqual([]);
      appendFileSync(file, whole.subarray(cut));
      expect((await read(tail)).steps).toEqual([1]);
    }
  });

  it('passes over a line that a crash tore, and gives the steps that a resumed run takes again', async () => {
    const file = path.join(folder, 'resumed.jsonl');
    writeFileSync(file, `${text(0)}${text(10)}{"step":20,"lo\n${text(10, 2)}${text(20, 2)}`);
    expect((await read(new MetricsTail(file))).steps).toEqual([0, 10, 10, 20]);
  });

  it('starts anew when the file is another one, or shorter', async () => {
    const file = path.join(folder, 'replaced.jsonl');
    const tail = new MetricsTail(file);
    writeFileSync(file, text(0) + text(10));
    await read(tail);
    writeFileSync(file, text(5));
    expect(await read(tail)).toEqual({ restarted: true, steps: [5] });
    rmSync(file);
    expect(await read(tail)).toEqual({ restarted: false, steps: [] });
    writeFileSync(`${file}.new`, text(1) + text(2) + text(3));
    renameSync(`${file}.new`, file);
    expect(await read(tail)).toEqual({ restarted: true, steps: [1, 2, 3] });
  });

  it('reads a long file in pieces and loses no line between them', async () => {
    const file = path.join(folder, 'long.jsonl');
    const steps = Array.from({ length: 30_000 }, (_, step) => step);
    writeFileSync(file, steps.map((step) => text(step)).join(''));
    const tail = new MetricsTail(file);
    let chunks = 0;
    const found: number[] = [];
    for await (const { lines } of tail.read()) {
      chunks++;
      found.push(...lines.map(({ step }) => step));
    }
    expect(chunks).toBeGreaterThan(2);
    expect(found).toEqual(steps);
  });
});
