import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MetricsLine } from '../../../src/runs/metrics';
import { readMetricsOfStep } from '../../../src/runs/metricsOfStep';
import { temporaryFolder } from '../data/temporaryFolder';
import { metricsLine } from './metricsLine';

const folder = temporaryFolder();
const file = path.join(folder, 'metrics.jsonl');

function write(...lines: (MetricsLine | string)[]): void {
  writeFileSync(
    file,
    lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)).join(''),
  );
}

describe('the line of one step', () => {
  it('is the last that has it, of a training that was resumed too', async () => {
    write(...[0, 5, 10, 15].map((step) => metricsLine(step)));
    for (const step of [0, 5, 15]) expect(await readMetricsOfStep(file, step)).toEqual(metricsLine(step));
    const again = metricsLine(10, { loss: 2 });
    write(...[0, 5, 10, 15].map((step) => metricsLine(step)), again, metricsLine(15));
    expect(await readMetricsOfStep(file, 10)).toEqual(again);
    expect(await readMetricsOfStep(file, 5)).toEqual(metricsLine(5));
  });

  it('is none where the step was not logged, also not by the training that went on from before it', async () => {
    write(...[0, 5, 10].map((step) => metricsLine(step)), metricsLine(5));
    for (const step of [3, 7, 10, 12]) expect(await readMetricsOfStep(file, step), `${step}`).toBeUndefined();
    expect(await readMetricsOfStep(path.join(folder, 'none.jsonl'), 0)).toBeUndefined();
    write('');
    expect(await readMetricsOfStep(file, 0)).toBeUndefined();
  });

  it('is not one that is torn', async () => {
    const torn = JSON.stringify(metricsLine(5)).slice(0, -9);
    write(metricsLine(0), metricsLine(5), `${torn}\n`, '{"step":1');
    expect(await readMetricsOfStep(file, 5)).toEqual(metricsLine(5));
    write(metricsLine(0), `${torn}\n`);
    expect(await readMetricsOfStep(file, 5)).toBeUndefined();
  });

  it('is found in a file of many parts, in lines longer than a part', async () => {
    const long = metricsLine(1, { penalties: { ['x'.repeat(2_500_000)]: 1 } });
    write(metricsLine(0), long, ...Array.from({ length: 2000 }, (_, i) => metricsLine(i + 2)));
    for (const step of [0, 2, 999, 2001]) {
      expect(await readMetricsOfStep(file, step)).toEqual(metricsLine(step));
    }
    expect((await readMetricsOfStep(file, 1))?.penalties).toEqual(long.penalties);
  });
});
