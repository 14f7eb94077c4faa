import { useMemo } from 'preact/hooks';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';

export interface SparkProps {
  readonly steps: readonly number[];
  /** By step; null where a step has no value. */
  readonly values: readonly (number | null)[];
  /** The step that is marked. */
  readonly step: number | undefined;
  /** First and last value in words. */
  readonly text: (value: number) => string;
}

const WIDTH = 64;
const HEIGHT = 16;
const PAD = 2;

/** The course of a number over the steps, as small as a word. */
export function Spark({ steps, values, step, text }: SparkProps) {
  const points = useMemo(() => sparkPoints(steps, values), [steps, values]);
  if (points.length < 2) return null;
  const marked = points.find((point) => point.step === step);
  const [first, last] = [points[0]!, points.at(-1)!];
  return (
    <svg
      class="spark"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t(
        'from {0} at step {1} to {2} at step {3}',
        text(first.value),
        formatCount(first.step),
        text(last.value),
        formatCount(last.step),
      )}
    >
      <path
        d={points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')}
      />
      {marked !== undefined && <circle cx={marked.x} cy={marked.y} r="2" />}
    </svg>
  );
}

interface SparkPoint {
  readonly step: number;
  readonly value: number;
  readonly x: number;
  readonly y: number;
}

/** The points of a spark in its own pixels; a course that stays level runs through the middle. */
export function sparkPoints(steps: readonly number[], values: readonly (number | null)[]): SparkPoint[] {
  const known = steps.flatMap((step, i) => {
    const value = values[i];
    return value === null || value === undefined || !Number.isFinite(value) ? [] : [{ step, value }];
  });
  if (known.length === 0) return [];
  const [from, to] = [known[0]!.step, known.at(-1)!.step];
  const low = Math.min(...known.map(({ value }) => value));
  const high = Math.max(...known.map(({ value }) => value));
  const share = (value: number, start: number, end: number) =>
    end > start ? (value - start) / (end - start) : 0.5;
  return known.map(({ step, value }) => ({
    step,
    value,
    x: PAD + share(step, from, to) * (WIDTH - 2 * PAD),
    y: HEIGHT - PAD - share(value, low, high) * (HEIGHT - 2 * PAD),
  }));
}
