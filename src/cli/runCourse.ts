import type { MetricsLine } from '../runs/metrics';
import type { SparklineOptions } from './sparkline';
import { sparkline } from './sparkline';
import { formatNumber, formatPercent } from './table';

/** Characters of a sparkline. */
const WIDTH = 40;

type Value = number | null | undefined;

interface Curve {
  readonly name: string;
  readonly valueOf: (line: MetricsLine) => Value;
  readonly format: (value: Value) => string;
  /** By default from the lowest value to the highest. */
  readonly range?: readonly [number, number];
}

/** How a run went, a line a curve: its name, a sparkline, the first and the last value. Empty before the second line. */
export function courseText(metrics: readonly MetricsLine[], ascii: boolean): string {
  if (metrics.length < 2) return '';
  const rows = curvesOf(metrics).flatMap(({ name, valueOf, format, range }) => {
    const values = metrics.map(valueOf).filter((value) => value !== undefined);
    if (values.length < 2) return [];
    const options: SparklineOptions = { width: WIDTH, ascii, ...(range === undefined ? {} : { range }) };
    const course = sparkline(
      values.map((value) => value ?? NaN),
      options,
    );
    return [{ name, course, ends: `${format(values[0])} ${ascii ? '->' : '→'} ${format(values.at(-1))}` }];
  });
  const widest = (lengths: readonly number[]) => Math.max(0, ...lengths);
  const nameWidth = widest(rows.map(({ name }) => name.length));
  const courseWidth = widest(rows.map(({ course }) => course.length));
  return rows
    .map(({ name, course, ends }) => `${name.padEnd(nameWidth)}  ${course.padEnd(courseWidth)}  ${ends}\n`)
    .join('');
}

/** Losses and penalties, accuracies from 0 to 1, and every layer's reverse error from 0 to 1 or to the highest. */
function curvesOf(metrics: readonly MetricsLine[]): Curve[] {
  const { layers, penalties } = metrics[0]!;
  const errorOf = (line: MetricsLine, layer: string): Value => line.layers[layer]?.reverseError?.full;
  const highest = metrics.reduce(
    (most, line) => Object.keys(layers).reduce((max, name) => Math.max(max, errorOf(line, name) ?? 0), most),
    1,
  );
  const losses: readonly Curve[] = [
    { name: 'loss', valueOf: (line) => line.loss, format: formatNumber },
    { name: 'task loss', valueOf: (line) => line.taskLoss, format: formatNumber },
  ];
  return [
    ...(Object.keys(penalties).length === 0 ? losses.slice(0, 1) : losses),
    ...Object.keys(penalties).map((name) => ({
      name,
      valueOf: (line: MetricsLine) => line.penalties[name],
      format: formatNumber,
    })),
    ...(['train', 'validation', 'test'] as const).map((split) => ({
      name: `${split} accuracy`,
      valueOf: (line: MetricsLine) => line[`${split}Accuracy`],
      format: formatPercent,
      range: [0, 1] as const,
    })),
    ...Object.keys(layers).map((name) => ({
      name: `rebuild error, ${name}`,
      valueOf: (line: MetricsLine) => errorOf(line, name),
      format: formatNumber,
      range: [0, highest] as const,
    })),
  ];
}
