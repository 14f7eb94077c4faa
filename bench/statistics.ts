import type { Measurement } from './contestant';
import type { Condition, Result } from './rounds';

/** Losses that differ by more, relative to the reference's, belong to another computation. */
export const LOSS_TOLERANCE = 1e-3;

/** Share of its ratio to PyTorch that an engine may lose when something else loads a core. */
export const LOAD_TOLERANCE = 0.3;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const rateOf = ({ steps, seconds }: Measurement) => steps / seconds;

/** Median steps a second. */
export function medianRate({ measured }: Result, condition: Condition): number {
  return median(measured[condition].map(rateOf));
}

/** Median over the rounds of the steps a second by those of PyTorch's best setting in the same round. */
export function ratioToPytorch(
  result: Result,
  all: readonly Result[],
  condition: Condition,
): number | undefined {
  const pytorch = all.filter(({ entrant, failure }) => entrant.kind === 'pytorch' && failure === undefined);
  if (pytorch.length === 0) return undefined;
  return median(
    result.measured[condition].map(
      (each, round) =>
        rateOf(each) / Math.max(...pytorch.map(({ measured }) => rateOf(measured[condition][round]!))),
    ),
  );
}

/** Of all threads of the process, the median over the rounds. */
export function cpuSecondsPerStep({ measured }: Result): number {
  return median(measured.quiet.map(({ cpuSeconds, steps }) => cpuSeconds / steps));
}

export function peakBytes({ measured }: Result): number {
  return Math.max(...Object.values(measured).flatMap((each) => each.map((round) => round.peakBytes)));
}

/** What the losses are compared with: PyTorch's, another peer's, or else the first engine's. */
export function referenceOf(all: readonly Result[]): Result | undefined {
  const ran = all.filter(({ losses }) => losses !== undefined);
  const of = (kind: string) => ran.find(({ entrant }) => entrant.kind === kind);
  return of('pytorch') ?? of('peer') ?? ran[0];
}

/** The largest relative difference of two courses of the loss. */
export function lossDifference(losses: readonly number[], reference: readonly number[]): number {
  const differences = losses.map(
    (loss, step) => Math.abs(loss - reference[step]!) / Math.abs(reference[step]!),
  );
  // Math.max would let a NaN through as NaN, which is above no tolerance.
  return differences.every(Number.isFinite) ? Math.max(...differences) : Infinity;
}
