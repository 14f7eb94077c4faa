import type { Tensor } from '../../store/dataSource';
import { difference, relativeError, samplesOf } from './reverseError';
import type { RebuiltState, ReverseKind } from './states';

/** One probe's state beside what was rebuilt of it. */
export interface RebuiltSample {
  readonly target: Float32Array;
  readonly rebuilt: Float32Array;
  /** rebuilt - target */
  readonly difference: Float32Array;
  /** ||r - h||^2 / ||h||^2; NaN where the target is zero. */
  readonly error: number;
}

/** A state of all probes. */
export interface StateSamples {
  readonly state: RebuiltState;
  readonly samples: readonly RebuiltSample[];
  /** Of all probes together: sum of ||r - h||^2 / sum of ||h||^2. */
  readonly error: number;
}

/** @returns undefined where a tensor is missing or the two do not fit */
export function stateSamples(
  state: RebuiltState,
  kind: ReverseKind,
  tensors: Readonly<Record<string, Tensor>>,
): StateSamples | undefined {
  const target = tensors[state.target];
  const rebuilt = tensors[state.rebuilt[kind]];
  if (target === undefined || rebuilt === undefined) return undefined;
  if (target.data.length !== rebuilt.data.length || target.shape[0] !== rebuilt.shape[0]) return undefined;
  const others = samplesOf(rebuilt);
  const samples = samplesOf(target).map((sample, at) => ({
    target: sample,
    rebuilt: others[at]!,
    difference: difference(sample, others[at]!),
    error: relativeError(sample, others[at]!),
  }));
  return { state, samples, error: relativeError(target.data, rebuilt.data) };
}
