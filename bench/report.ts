import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { formatBytes } from '../src/cli/table';
import type { Activation } from './activation';
import type { Result } from './rounds';
import type { StartUp } from './startup';
import {
  cpuSecondsPerStep,
  LOAD_TOLERANCE,
  LOSS_TOLERANCE,
  lossDifference,
  median,
  medianRate,
  peakBytes,
  ratioToPytorch,
  referenceOf,
} from './statistics';

/** A text and whether what it tells is as it should be. */
export interface Section {
  readonly text: string;
  readonly failures: readonly string[];
}

/** The table of one workload. */
export function workloadSection(title: string, results: readonly Result[], withLoad: boolean): Section {
  const reference = referenceOf(results);
  const failures: string[] = [];
  const rows = results.map((result) => {
    const { entrant, failure, losses, startSeconds, measured } = result;
    if (failure !== undefined || losses === undefined || startSeconds === undefined) {
      if (entrant.kind === 'engine') failures.push(`${entrant.name} failed`);
      return [entrant.name, 'failed'];
    }
    const difference = lossDifference(losses, reference!.losses!);
    if (!(difference <= LOSS_TOLERANCE)) {
      failures.push(
        `${entrant.name}: its losses differ from those of ${reference!.entrant.name} by ${difference.toPrecision(2)}, more than ${LOSS_TOLERANCE}`,
      );
    }
    const rates = measured.quiet.map(({ steps, seconds }) => steps / seconds);
    return [
      entrant.name,
      medianRate(result, 'quiet').toPrecision(3),
      `${Math.min(...rates).toPrecision(3)}–${Math.max(...rates).toPrecision(3)}`,
      formatRatio(ratioToPytorch(result, results, 'quiet')),
      (1000 * cpuSecondsPerStep(result)).toPrecision(3),
      formatBytes(peakBytes(result)),
      startSeconds.toFixed(1),
      result === reference ? 'reference' : difference.toExponential(1),
      ...(withLoad ? loadCells(result, results, failures) : []),
    ];
  });
  const titles = [
    ...[
      '',
      'steps/s',
      'lowest–highest',
      'to PyTorch',
      'CPU ms/step',
      'peak memory',
      's to first step',
      'loss difference',
    ],
    ...(withLoad ? ['steps/s, loaded', 'to PyTorch, loaded', 'of the ratio'] : []),
  ];
  const notes = results.flatMap(({ entrant, device, failure }) => {
    if (failure !== undefined) return [`- ${entrant.name} failed: ${failure}`];
    return device === undefined ? [] : [`- ${entrant.name}: ${device}`];
  });
  return { text: lines(`## ${title}`, '', table(titles, rows), ...gap(notes), ...gap(failures)), failures };
}

/** With a core loaded by another process: steps a second, the ratio to PyTorch, and how much of the quiet one that is. */
function loadCells(result: Result, all: readonly Result[], failures: string[]): string[] {
  const quiet = ratioToPytorch(result, all, 'quiet');
  const loaded = ratioToPytorch(result, all, 'loaded');
  const rate = medianRate(result, 'loaded').toPrecision(3);
  if (quiet === undefined || loaded === undefined || result.entrant.kind !== 'engine') {
    return [rate, formatRatio(loaded), ''];
  }
  const held = loaded / quiet;
  if (held < 1 - LOAD_TOLERANCE) {
    failures.push(
      `${result.entrant.name}: under load its ratio to PyTorch falls from ${formatRatio(quiet)} to ${formatRatio(loaded)}`,
    );
  }
  return [rate, formatRatio(loaded), `${Math.round(100 * held)} %`];
}

export function startUpSection(results: readonly StartUp[]): string {
  const rows = results.map(({ engine, seconds }) => [engine, seconds?.toFixed(2) ?? 'failed']);
  const notes = results.flatMap(({ engine, failure }) =>
    failure === undefined ? [] : [`- ${engine} failed: ${failure}`],
  );
  return lines(
    '## Start-up: from `racecar train` to the first logged step of the peak example',
    '',
    table(['engine', 'seconds'], rows),
    ...gap(notes),
  );
}

/** What the extension may take of a window's start. */
const ACTIVATION_AIM_MS = 50;

export function activationSection({ vscode, windows, failure }: Activation): string {
  const title = '## Activation of the extension in VS Code';
  if (failure !== undefined) return lines(title, '', `Not measured: ${failure.split('\n')[0]}`);
  const row = (name: string, values: readonly number[], aim = ''): string[] => {
    const range = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(1)).join('–');
    return [name, median(values).toFixed(1), range, aim];
  };
  return lines(
    `${title} ${vscode}: ${windows.length} windows, each with a new extension host`,
    '',
    table(
      ['', 'median ms', 'lowest–highest', 'aim'],
      [
        row(
          'loading of the code',
          windows.map(({ loading }) => loading),
        ),
        row(
          'call of activate',
          windows.map(({ call }) => call),
        ),
        row(
          'activation: both',
          windows.map(({ loading, call }) => loading + call),
          String(ACTIVATION_AIM_MS),
        ),
        row(
          "with VS Code's own work",
          windows.map(({ whole }) => whole),
        ),
      ],
    ),
  );
}

/** The machine and what ran on it. */
export async function conditionsSection(command: string, versions: readonly string[]): Promise<string> {
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB of memory`;
  const load = os.loadavg().map((value) => value.toFixed(1));
  return lines(
    `- Command: \`${command}\``,
    `- Date: ${new Date().toISOString().slice(0, 10)}`,
    `- Machine: ${os.cpus()[0]?.model ?? os.arch()}, ${os.availableParallelism()} hardware threads, ${memory}`,
    `- Load before the start (1, 5 and 15 minutes): ${load.join(', ')}`,
    `- System: ${await systemName()}; Node ${process.versions.node}`,
    `- Peers: ${versions.join(', ') || 'none'}`,
  );
}

/** Such as "Debian GNU/Linux 12 (bookworm)". */
async function systemName(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? `${os.type()} ${os.release()}`;
}

const formatRatio = (ratio: number | undefined) => ratio?.toFixed(2) ?? '–';

const gap = (notes: readonly string[]) => (notes.length === 0 ? [] : ['', ...notes]);

export const lines = (...parts: readonly string[]) => `${parts.join('\n')}\n`;

/** A Markdown table with its columns aligned, so that it can be read as it is too. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, i) =>
    Math.max(3, title.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(titles), line(rule), ...rows.map(line)].join('\n');
}
