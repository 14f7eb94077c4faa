import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { formatBytes } from '../src/cli/table';
import type { CompareMeasurement } from './compare';
import { SCENE } from './compare';
import type { Motion } from './dashboardScene';
import { lines, table } from './report';

const TITLE = '## Comparison';

/** The comparison's part of the results. */
export function compareSection({ host, page }: CompareMeasurement): string {
  const ms = (value: number) => Math.round(value).toLocaleString('en-US');
  const frames = ({ frames: count, seconds, longestFrame }: Motion) =>
    `${(count / seconds).toFixed(0)} (${ms(longestFrame)})`;
  const { runs, steps, points, layers } = SCENE;
  const shown = (count: number) => count.toLocaleString('en-US');
  return lines(
    `${TITLE}: ${shown(runs)} runs × ${shown(steps)} steps (${shown(points)} logged) × ${shown(layers)} layers, the built page in a headless Chromium without a GPU, 1200 × 900 pixels`,
    '',
    `- Command: \`npm run bench -- compare\`, ${new Date().toISOString().slice(0, 10)}; ${os.cpus()[0]?.model ?? os.arch()}, ${os.availableParallelism()} hardware threads, load ${os.loadavg()[0]!.toFixed(1)}`,
    '- Aims: open within 2,000 ms, 50 frames/s scrolling and scrubbing, 700 MB',
    '',
    table(
      [
        'ms to the table',
        'ms to all curves',
        'scrolling, frames/s (longest ms)',
        'scrubbing, frames/s (longest ms)',
        'sorting, ms',
        'process',
        'process at most',
        'JavaScript heap',
      ],
      [
        [
          ...[ms(page.table), ms(page.curves), frames(page.scroll), frames(page.scrub), ms(page.sort)],
          ...[page.memory.process, page.memory.peak, page.memory.heap].map(formatBytes),
        ],
      ],
    ),
    '',
    table(
      [
        'host: ms to all facts',
        'ms to all metrics read',
        'longest turn, ms',
        'metrics.jsonl',
        'numbers to the page',
        'memory',
      ],
      [
        [
          ...[ms(host.facts), ms(host.everything), ms(host.longestTurn)],
          ...[host.fileBytes, host.messageBytes, host.heap].map(formatBytes),
        ],
      ],
    ),
  );
}

/** Puts the section in place of the one that results have, or after all others. */
export async function writeCompareSection(file: string, section: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const before = compareSectionIn(text);
  await writeFile(file, `${(before === '' ? text : text.replace(before, '')).trimEnd()}\n\n${section}`);
}

/** The comparison's section of results that were written before; empty where they have none. */
export function compareSectionIn(text: string): string {
  return /^## Comparison[^]*?(?=^## |(?![^]))/m.exec(text)?.[0] ?? '';
}
