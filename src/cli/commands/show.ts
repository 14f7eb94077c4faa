import { findRun, readEntry } from '../../runs/catalogue';
import type { CatalogueEntry } from '../../runs/catalogue';
import type { Finding } from '../../diagnostics/findings/finding';
import { inEnglish } from '../../diagnostics/findings/finding';
import { MetricsColumns } from '../../messages/metricsColumns';
import { runFindings } from '../../messages/runFindings';
import type { MetricsLine } from '../../runs/metrics';
import { readMetrics } from '../../runs/metrics';
import { snapshotSteps } from '../../runs/snapshots';
import type { CommandSpec } from '../command';
import { jsonOption, nameOfRun, runsDirectories, runsOption } from '../environment';
import { EXIT } from '../execution';
import { print, printJson } from '../output';
import { printableLine } from '../printable';
import { resultsLegend, resultsTable } from '../results';
import { courseText } from '../runCourse';
import { showsUnicode } from '../sparkline';
import { formatBytes, formatNumber, formatPercent, formatTable } from '../table';

/** Logged points that the text version shows. */
const POINTS = 12;

export const show: CommandSpec = {
  name: 'show',
  parameters: '<run>',
  summary: 'Show one run: what was trained, how it went, and what came out.',
  options: { runs: runsOption, json: jsonOption },
  async run(input) {
    const folder = await findRun(input.one('<run>'), runsDirectories(input));
    const entry = await readEntry(folder);
    const metrics = await readMetrics(folder.metrics);
    const snapshots = await snapshotSteps(folder);
    const { manifest, status, bytes } = entry;
    const columns = new MetricsColumns();
    for (const line of metrics) columns.add(line);
    const findings = runFindings(manifest, status, columns);
    if (input.flag('json')) {
      const shown = { ...manifest, status, dir: folder.directory, bytes, snapshots, metrics };
      printJson({ ...shown, findings: findings.map(findingJson) });
    } else {
      const ascii = !showsUnicode(process.stdout, process.env, process.platform);
      print(describe(entry, metrics, snapshots, findings, ascii));
    }
    return EXIT.done;
  },
};

function describe(
  { manifest, status, bytes, folder }: CatalogueEntry,
  metrics: readonly MetricsLine[],
  snapshots: readonly number[],
  findings: readonly Finding[],
  ascii: boolean,
): string {
  const { data } = manifest;
  const facts: [string, string][] = [
    ['run', manifest.id],
    ['folder', `${folder.directory} (${formatBytes(bytes)})`],
    ['config', manifest.configFile],
    ['mode, seed', `${manifest.mode}, ${manifest.seed}`],
    [
      'status',
      ['interrupted', 'stopped'].includes(status)
        ? `${status}; go on with: racecar resume ${nameOfRun(folder)}`
        : status,
    ],
    ['steps', `${manifest.step} of ${manifest.steps}`],
    [
      'engine',
      `${manifest.engine}, ${manifest.device}${manifest.stepsPerSecond === undefined ? '' : `, ${manifest.stepsPerSecond.toPrecision(3)} steps/s`}`,
    ],
    [
      'data',
      `${manifest.config.data.kind}, ${data.train} training, ${data.validation} validation and ${data.test} test samples of [${data.shape.join(', ')}]`,
    ],
    [
      'snapshots',
      snapshots.length === 0
        ? 'none'
        : snapshots.length === 1
          ? `1, step ${snapshots[0]}`
          : `${snapshots.length}, steps ${snapshots[0]} to ${snapshots.at(-1)}`,
    ],
    ...manifest.warnings.map((warning): [string, string] => ['warning', warning]),
    ...(manifest.error === undefined ? [] : [['error', manifest.error.message] as [string, string]]),
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const parts = [
    facts.map(([name, value]) => `${name.padEnd(width)}  ${printableLine(value)}\n`).join(''),
    findings.map(findingText).join(''),
    courseText(metrics, ascii),
    metrics.length === 0 ? '' : metricsTable(metrics),
    manifest.layers === undefined ? '' : `${resultsTable([manifest])}\n${resultsLegend(manifest)}`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** A finding in words, as docs/findings.md explains it under its name. */
function findingText({ severity, rule, message, reason }: Finding): string {
  const kind = severity === 'warning' ? 'warning' : 'note';
  return `${kind}: ${inEnglish(message)} (${rule})\n  ${inEnglish(reason)}\n`;
}

function findingJson({ message, reason, ...rest }: Finding): object {
  return { ...rest, message: inEnglish(message), reason: inEnglish(reason) };
}

function metricsTable(metrics: readonly MetricsLine[]): string {
  const penalties = Object.keys(metrics[0]!.penalties);
  const rows = evenly(metrics, POINTS).map((line) => [
    String(line.step),
    formatNumber(line.loss),
    formatNumber(line.taskLoss),
    ...penalties.map((name) => formatNumber(line.penalties[name])),
    formatPercent(line.trainAccuracy),
    formatPercent(line.testAccuracy),
  ]);
  const titles = ['step', 'loss', 'task loss', ...penalties, 'train', 'test'];
  return formatTable(
    titles.map((title) => ({ title, align: 'right' })),
    rows,
  );
}

/** At most `count` items, the first and the last among them. */
function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))]!);
}
