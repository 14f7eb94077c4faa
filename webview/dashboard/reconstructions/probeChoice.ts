import { Random } from '../../../src/random/random';

export const PROBE_ORDERS = ['stored', 'worst', 'random'] as const;
export type ProbeOrder = (typeof PROBE_ORDERS)[number];

/** Which probes are shown, and in what order. */
export interface ProbeChoice {
  readonly order: ProbeOrder;
  /** Class, or -1 for all. */
  readonly label: number;
  /** Numbers of probes that stay on top, whatever the order. */
  readonly pinned: readonly number[];
  /** Of the random order. */
  readonly seed: number;
}

/**
 * Numbers of the probes in the order shown: the pinned ones first, in the order they were pinned, also those of other
 * classes; then those of the class.
 *
 * @param labels  by probe; empty where they are not known
 * @param errors  by probe, of the input; NaN counts as the least bad
 */
export function chosenProbes(
  count: number,
  labels: readonly number[],
  errors: readonly number[],
  { order, label, pinned, seed }: ProbeChoice,
): number[] {
  const all = Array.from({ length: count }, (_, probe) => probe);
  const onTop = pinned.filter((probe) => probe < count);
  const rest = all.filter((probe) => !onTop.includes(probe) && (label < 0 || labels[probe] === label));
  const key = (probe: number) => (Number.isNaN(errors[probe] ?? NaN) ? -Infinity : errors[probe]!);
  if (order === 'worst') rest.sort((a, b) => compare(key(b), key(a)) || a - b);
  if (order === 'random') {
    const draws = new Random(seed, 'probes');
    const rank = all.map(() => draws.uniform());
    rest.sort((a, b) => rank[a]! - rank[b]!);
  }
  return [...onTop, ...rest];
}

function compare(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
