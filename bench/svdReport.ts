import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { formatBytes } from '../src/cli/table';
import { lines, table } from './report';
import { median } from './statistics';
import type { LargeResult, Pairs, SvdMeasurement } from './svd';

const TITLE = '## Singular value decomposition';

/** The SVD's part of the results. */
export function svdSection({ peer, sizes, large }: SvdMeasurement): string {
  const rows = sizes.map(({ rows: height, columns, times, first, difference }) => [
    `${height} × ${columns}`,
    ...cells(times.svd),
    ...cells(times.values),
    milliseconds([first]),
    difference?.toExponential(1) ?? '–',
  ]);
  const named = peer ?? 'no numpy';
  const titles = ['', 'SVD, ms', `${named}, ms`, 'ratio', 'values alone, ms', `${named}, ms`, 'ratio'];
  return lines(
    `${TITLE}: thin U, S and V in float64 of float32 kernels, against LAPACK's dgesdd`,
    '',
    `- Command: \`npm run bench -- svd\`, ${new Date().toISOString().slice(0, 10)}; ${os.cpus()[0]?.model ?? os.arch()}, ${os.availableParallelism()} hardware threads, load ${os.loadavg()[0]!.toFixed(1)}`,
    '- Medians over interleaved rounds, ours with the way to its thread and back; ratio: the median over the rounds of the ratio in the same round. Aim: at most 1.3, better below 1',
    '- First SVD: what the thread has not done before is loaded and compiled in it',
    '- Difference: the largest of a singular value from numpy’s, in shares of the largest',
    '',
    table([...titles, 'first SVD, ms', 'difference'], rows),
    ...(large === undefined ? [] : ['', largeNote(large)]),
  );
}

const milliseconds = (seconds: readonly number[]) =>
  seconds.length === 0 ? '–' : (1000 * median(seconds)).toPrecision(3);

function cells({ ours, peer }: Pairs): string[] {
  const ratio = peer.length === 0 ? '–' : median(ours.map((value, i) => value / peer[i]!)).toFixed(2);
  return [milliseconds(ours), milliseconds(peer), ratio];
}

function largeNote(large: LargeResult): string {
  const { side, top, approximate, difference, values, svd, reports, givenUp } = large;
  const { peakBytes, expectedBytes } = large;
  return `A layer of ${side} × ${side}: its leading ${top} directions approximately after ${approximate.toFixed(2)} s (values within ${difference.toExponential(1)} of the largest), all values after ${values.toFixed(1)} s, all vectors after ${svd.toFixed(1)} s with ${reports} reports of progress; given up, the next answer came after ${givenUp.toFixed(2)} s. The process took ${formatBytes(peakBytes)} at most, of which ${formatBytes(expectedBytes)} were foretold for the SVD.`;
}

/** Puts the section in place of the one that results have, or after all others. */
export async function writeSvdSection(file: string, section: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  await writeFile(file, `${text.replace(svdSectionIn(text), '').trimEnd()}\n\n${section}`);
}

/** The SVD's section of results that were written before; empty where they have none. */
export function svdSectionIn(text: string): string {
  return /^## Singular value decomposition[^]*?(?=^## |(?![^]))/m.exec(text)?.[0] ?? '';
}
