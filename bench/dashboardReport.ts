import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { formatBytes } from '../src/cli/table';
import type { DashboardMeasurement } from './dashboard';
import type { Motion } from './dashboardScene';
import { lines, table } from './report';

const TITLE = '## Dashboard';

/** The dashboard's part of the results. */
export function dashboardSection({ host, pages }: DashboardMeasurement): string {
  const ms = (value: number) => Math.round(value).toLocaleString('en-US');
  const frames = ({ frames: count, seconds }: Motion) => (count / seconds).toFixed(0);
  const rows = pages.map(({ title, opening, scrub, zoom, memory }) => [
    title,
    ms(opening.firstCurve),
    ms(opening.everything),
    `${frames(scrub)} (${ms(scrub.longestFrame)})`,
    `${frames(zoom)} (${ms(zoom.longestFrame)})`,
    formatBytes(memory.process),
    formatBytes(memory.peak),
    formatBytes(memory.heap),
  ]);
  const titles = [
    ...[
      '',
      'ms to first curve',
      'ms to all',
      'scrubbing, frames/s (longest ms)',
      'zooming, frames/s (longest ms)',
    ],
    ...['process', 'process at most', 'JavaScript heap'],
  ];
  return lines(
    `${TITLE}: the built page in a headless Chromium without a GPU, 1200 × 900 pixels`,
    '',
    `- Command: \`npm run bench -- dashboard\`, ${new Date().toISOString().slice(0, 10)}; ${os.cpus()[0]?.model ?? os.arch()}, ${os.availableParallelism()} hardware threads, load ${os.loadavg()[0]!.toFixed(1)}`,
    `- Read by the extension host, ${host.title} (${formatBytes(host.fileBytes)} of metrics.jsonl): first part after ${ms(host.firstPart)} ms, all after ${ms(host.everything)} ms, ${formatBytes(host.messageBytes)} of numbers to the page`,
    '- Aims: first curve within 1,000 ms; ten runs within 2,000 ms, 50 frames/s scrubbing, 500 MB; a million points at 60 frames/s',
    '',
    table(titles, rows),
  );
}

/** Puts the section in place of the one that results have, or after all others. */
export async function writeDashboardSection(file: string, section: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  await writeFile(file, `${withoutDashboard(text).trimEnd()}\n\n${section}`);
}

/** The dashboard's section of results that were written before; empty where they have none. */
export function dashboardSectionIn(text: string): string {
  return /^## Dashboard[^]*?(?=^## |(?![^]))/m.exec(text)?.[0] ?? '';
}

function withoutDashboard(text: string): string {
  const section = dashboardSectionIn(text);
  return section === '' ? text : text.replace(section, '');
}
